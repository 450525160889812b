// The socket: tells the server which topics the page shows and from where, says when the line is down, polls when it stays down.
{
  let socket = null, subscribed = "", everOpen = false, announced = false, waiting = false, announcing, polling;
  const open = () => socket?.readyState === WebSocket.OPEN;
  const regions = () => [...document.querySelectorAll("[data-topic]")];
  const topicNames = () => regions().map(region => region.dataset.topic).sort().join();
  const highest = (high, item) => Math.max(high, item.dataset.seq || 0);
  const cursor = region => [...region.querySelectorAll("[data-seq]")].reduce(highest, Number(region.dataset.cursor) || 0);

  const subscribe = () => {
    if (!open()) return;
    const topics = {};
    for (const region of regions()) topics[region.dataset.topic] = Math.max(topics[region.dataset.topic] ?? 0, cursor(region));
    subscribed = topicNames();
    socket.send(JSON.stringify({ topics }));
    document.documentElement.dataset.live = "open";
  };

  // what was missed is not news: a screen reader would read all of it aloud
  const hush = () => {
    for (const log of document.querySelectorAll("[role=log]")) {
      log.setAttribute("aria-live", "off");
      setTimeout(() => log.removeAttribute("aria-live"), 1500);
    }
  };

  const poll = () => {
    if (open()) return;
    for (const region of document.hidden ? [] : document.querySelectorAll("[data-poll]")) {
      const url = new URL(region.dataset.poll, location.href);
      url.searchParams.set("after", cursor(region));
      htmx.ajax("GET", url.pathname + url.search, { source: region, target: region, swap: "none" });
    }
    polling = setTimeout(poll, 10000);
  };

  const settle = () => {
    clearTimeout(announcing);
    clearTimeout(polling);
    waiting = false;
  };

  // every failed attempt to connect closes again: only the first starts the clocks
  const wait = () => {
    if (waiting) return;
    waiting = true;
    announcing = setTimeout(() => {
      if (open() || document.hidden || !document.getElementById("live")) return;
      announced = true;
      say("lost");
    }, everOpen ? 1500 : 5000);
    polling = setTimeout(poll, 5000);
  };

  document.addEventListener("htmx:ws:after:connection", ({ detail }) => {
    socket = detail.connection.socket;
    settle();
    if (announced) say("back", 3000);
    announced = false;
    everOpen = true;
    hush();
    subscribe();
  });
  document.addEventListener("htmx:ws:close", ({ detail }) => {
    socket = null;
    delete document.documentElement.dataset.live;
    if (detail.code === 4001) location.reload();
    else wait();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden || open()) return;
    settle();
    wait();
  });
  // a navigation keeps the socket (hx-preserve) but brings a page that may be older than what was pushed meanwhile
  document.addEventListener("htmx:after:swap", ({ detail }) => {
    if (detail.ctx.target === document.body || topicNames() !== subscribed) subscribe();
  });
  // the back/forward cache gives back a page whose socket is dead
  addEventListener("pageshow", ({ persisted }) => {
    const live = document.getElementById("live");
    if (persisted && live) htmx.process(live, true);
  });
  wait();
}
