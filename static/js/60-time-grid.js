// A table of time, painted by pointer, finger and keys. The time fields of its form are the truth: painting writes them,
// typing repaints. Its columns are the form's [data-ranges]; in each are [data-range] with two fields.
appear("[data-time-grid]", root => {
  const { on, off, to, end, timeGrid } = root.dataset, form = root.closest("form"), table = root.querySelector("table");
  const box = table.parentElement, said = root.querySelector("[aria-live]"), lists = [...form.querySelectorAll("[data-ranges]")];
  const rows = [...table.tBodies[0].rows], height = rows.length, hour = height / 24;
  const name = column => table.tHead.rows[0].cells[column + 1].textContent;
  const words = row => row < height ? rows[row].cells[0].textContent : end;
  const face = row => [row / hour % 24 | 0, row % hour * 60 / hour].map(part => `${part}`.padStart(2, 0)).join(":");
  const rowOf = value => /^\d\d:\d\d$/.test(value) ? (value.slice(0, 2) * 60 + +value.slice(3)) * hour / 60 : NaN;
  const cell = ([column, row]) => rows[row].cells[column + 1];
  const fields = range => [...range.querySelectorAll("input")];
  let week, past = [], from = [0, +timeGrid], until = from, stroke;

  const more = list => {
    const ranges = [...list.querySelectorAll("[data-range]")], last = ranges.at(-1), next = last.cloneNode(true);
    for (const field of fields(next)) {
      for (const label of ["name", "aria-label"]) field.setAttribute(label, field.getAttribute(label).replace(/\d+/, ranges.length + 1));
      field.value = "";
    }
    last.after(next);
    return next;
  };
  const write = (list, column) => {
    const ranges = [];
    column.forEach((is, row) => {
      if (is && !column[row - 1]) ranges.push([face(row)]);
      if (is) ranges[ranges.length - 1][1] = face(row + 1);
    });
    ranges.push(["", ""]);
    for (const problem of list.querySelectorAll("[role=alert]")) problem.remove();
    const shown = [...list.querySelectorAll("[data-range]")];
    while (shown.length < ranges.length) shown.push(more(list));
    shown.forEach((range, at) => ranges[at] ? fields(range).forEach((field, side) => {
      field.value = ranges[at][side];
      field.removeAttribute("aria-invalid");
    }) : range.remove());
  };
  const draw = () => week.forEach((column, at) => column.forEach((is, row) => {
    const drawn = cell([at, row]);
    drawn.classList.toggle("is-on", is);
    drawn.setAttribute("aria-label", is ? on : off);
  }));
  const read = () => {
    past = [];
    week = lists.map(list => {
      const column = Array(height).fill(false);
      for (const range of list.querySelectorAll("[data-range]")) {
        const [begin, over] = fields(range).map(field => rowOf(field.value));
        if (begin >= 0 && over >= 0) column.fill(true, begin, over || height);
      }
      return column;
    });
    draw();
  };
  const put = next => {
    next.forEach((column, at) => { if (`${column}` !== `${week[at]}`) write(lists[at], column); });
    week = next;
    draw();
  };
  const change = work => {
    const next = week.map(column => [...column]);
    work(next);
    past.push(week);
    put(next);
  };

  const area = () => [0, 1].map(axis => [from[axis], until[axis]].sort((a, b) => a - b));
  const each = work => {
    let [[left, right], [top, bottom]] = area();
    for (; left <= right; left++) for (let row = top; row <= bottom; row++) work([left, row]);
  };
  const say = word => {
    const [[left, right], [top, bottom]] = area();
    said.textContent = `${name(left)}${right > left ? ` ${to} ${name(right)}` : ""} ${words(top)} ${to} ${words(bottom + 1)} ${word}`;
  };
  const move = (place, extend) => {
    cell(until).tabIndex = -1;
    each(at => cell(at).removeAttribute("aria-selected"));
    until = place.map((at, axis) => Math.min(Math.max(at, 0), (axis ? height : lists.length) - 1));
    if (!extend) from = until;
    else {
      each(at => cell(at).setAttribute("aria-selected", true));
      say("");
    }
    cell(until).tabIndex = 0;
  };
  const paint = () => {
    const is = !week[from[0]][from[1]];
    change(next => each(([column, row]) => { next[column][row] = is; }));
    say(is ? on : off);
  };
  const act = { drag: button => button.setAttribute("aria-pressed", root.toggleAttribute("data-drags")) };
  act.undo = ({ dataset }) => {
    said.textContent = past.length ? dataset.says : dataset.else;
    if (past.length) put(past.pop());
  };
  act.clear = () => change(next => next.forEach(column => column.fill(false)));
  act.copy = ({ dataset: { of, onto } }) => change(next => { for (const at of onto.split(" ")) next[at] = [...next[of]]; });

  const steps = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0], PageUp: [0, -hour], PageDown: [0, hour], Home: [-7, 0], End: [7, 0] };
  const far = { Home: [0, -height], End: [0, height] };
  table.addEventListener("keydown", event => {
    const { key, shiftKey, altKey } = event, command = event.ctrlKey || event.metaKey, step = (command ? far : steps)[key];
    if (altKey) return;
    if (step) {
      move(until.map((at, axis) => at + step[axis]), shiftKey);
      cell(until).focus();
    } else if (key === " " || key === "Enter") paint();
    else if (command && key === "z") act.undo(root.querySelector("[data-grid=undo]"));
    else return;
    event.preventDefault();
  });

  const placeOf = ({ clientX, clientY }) => {
    const found = document.elementFromPoint(clientX, clientY)?.closest("tbody td");
    return found && table.contains(found) && [found.cellIndex - 1, found.parentElement.sectionRowIndex];
  };
  table.addEventListener("pointerdown", event => {
    const place = event.isPrimary && !event.button && placeOf(event);
    if (!place) return;
    event.preventDefault();
    stroke = true;
    move(place);
    cell(place).focus({ preventScroll: true });
    table.setPointerCapture(event.pointerId);
  });
  table.addEventListener("pointermove", event => {
    if (!stroke) return;
    const { top, bottom } = box.getBoundingClientRect(), head = top + table.tHead.offsetHeight;
    // past the edge, the day comes along
    box.scrollTop += Math.max(event.clientY - bottom, 0) + Math.min(event.clientY - head, 0);
    const place = placeOf({ clientX: event.clientX, clientY: Math.min(Math.max(event.clientY, head), bottom - 1) });
    if (place && `${place}` !== `${until}`) move(place, true);
  });
  table.addEventListener("pointerup", () => {
    if (stroke) paint();
    stroke = false;
  });
  // the finger scrolls after all
  table.addEventListener("pointercancel", () => {
    stroke = false;
    move(from);
  });
  root.addEventListener("click", ({ target, detail }) => {
    const button = target.closest("[data-grid]");
    if (button) {
      said.textContent = button.dataset.says;
      act[button.dataset.grid](button);
    } else if (!detail && target.matches("tbody td")) {
      // a screen reader's click, without a pointer
      move([target.cellIndex - 1, target.parentElement.sectionRowIndex]);
      paint();
    }
  });
  form.addEventListener("input", ({ target }) => {
    const list = target.closest("[data-ranges]");
    if (!list) return;
    if (fields([...list.querySelectorAll("[data-range]")].at(-1)).some(field => field.value)) more(list);
    read();
  });

  root.hidden = false;
  const typed = lists[0].closest("details");
  if (typed && !typed.querySelector("[role=alert]")) typed.open = false;
  read();
  move(from);
  box.scrollTop = rows[+timeGrid].offsetTop - table.tHead.offsetHeight;
});
