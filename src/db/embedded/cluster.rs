//! The cluster: one process a data folder, survivors, `initdb`, settings.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, SeekFrom, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use nix::sys::signal::kill;
use nix::unistd::Pid;

use super::place::{Place, canonical, in_folder, socket_in};
use super::programs::{Programs, leading_number};
use super::{EmbeddedError, Options, PORT, owner};

/// How long a process that is about to end may keep the data folder.
const LOCK_PATIENCE: Duration = Duration::from_secs(5);
/// How long the server of a killed process may take to shut down.
const SURVIVOR_PATIENCE: Duration = Duration::from_secs(10);
const BETWEEN_LOOKS: Duration = Duration::from_millis(10);

const PID_FILE: &str = "postmaster.pid";
/// The eighth, since PostgreSQL 10.
const STATUS_LINE: usize = 7;

/// A log past this is set aside at the next start; one old log is kept.
const LONGEST_LOG: u64 = 10 << 20;
/// How much of the log an error shows.
const LINES_SHOWN: usize = 12;

const SETTINGS: [&str; 12] = [
    "listen_addresses=",
    "unix_socket_permissions=0700",
    "shared_buffers=64MB",
    "min_wal_size=32MB",
    "max_wal_size=256MB",
    "timezone=UTC",
    "log_timezone=UTC",
    "logging_collector=off",
    "log_destination=stderr",
    "log_line_prefix=%m [%p] %d ",
    "log_checkpoints=off",
    // Compiling pays for reports over millions of rows, and makes pages stutter.
    "jit=off",
];
const DURABLE: [&str; 4] = ["fsync=on", "synchronous_commit=on", "full_page_writes=on", "max_connections=60"];
const FORGETFUL: [&str; 4] = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=300"];

/// Everything that the server needs to be started.
pub(super) struct Ready {
    pub(super) command: Command,
    pub(super) cluster: PathBuf,
    pub(super) socket_dir: PathBuf,
    pub(super) log: Log,
    pub(super) lock: File,
}

/// The server's log file.
pub(super) struct Log {
    pub(super) path: PathBuf,
    start: u64,
}

/// Blocks while another process gives the folder up, and while a first cluster is made.
pub(super) fn prepare(data: &Path, options: &Options) -> Result<Ready, EmbeddedError> {
    std::fs::create_dir_all(data).map_err(|e| in_folder(data, e))?;
    let data = canonical(data)?;
    let lock = lock(&data)?;
    let place = Place::of(&data)?;
    let cluster = place.cluster();
    let made_by = std::fs::read_to_string(cluster.join("PG_VERSION")).ok();
    let programs = Programs::find(options.programs.as_deref(), &cluster, made_by.as_deref().and_then(leading_number))?;
    if made_by.is_none() {
        make(&place, &programs, options)?;
    }
    wait_for_survivor(&data, &place)?;
    let (log, output) = Log::open(&data)?;
    let errors = output.try_clone().map_err(|e| in_folder(&log.path, e))?;
    let mut command = server(&place, &programs, options);
    command.stdout(output).stderr(errors);
    Ok(Ready { command, cluster, socket_dir: place.socket_dir, log, lock })
}

/// One process a data folder. The kernel frees the lock when its holder ends, however that happens.
fn lock(data: &Path) -> Result<File, EmbeddedError> {
    let path = data.join("postgres.lock");
    let failed = |e| in_folder(&path, e);
    let mut file = OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .open(&path)
        .map_err(failed)?;
    let deadline = Instant::now() + LOCK_PATIENCE;
    loop {
        match file.try_lock() {
            Ok(()) => break,
            Err(TryLockError::Error(e)) => return Err(failed(e)),
            Err(TryLockError::WouldBlock) if Instant::now() < deadline => std::thread::sleep(BETWEEN_LOOKS),
            Err(TryLockError::WouldBlock) => {
                let mut process = String::new();
                file.read_to_string(&mut process).map_err(failed)?;
                return Err(EmbeddedError::InUse { data: data.to_owned(), process });
            }
        }
    }
    file.set_len(0).and_then(|()| write!(file, "{}", std::process::id())).map_err(failed)?;
    Ok(file)
}

/// Makes the cluster under another name first, so that one that was cut off is never taken for a whole one.
fn make(place: &Place, programs: &Programs, options: &Options) -> Result<(), EmbeddedError> {
    let unfinished = place.unfinished_cluster()?;
    let mut refused = String::new();
    for locale in locales(programs.major) {
        let mut command = place.command(&programs.initdb());
        command.arg("-D").arg(&unfinished).args(locale).args([
            "--username=postgres",
            "--encoding=UTF8",
            "--auth-local=trust",
            "--auth-host=reject",
        ]);
        if !options.durable {
            command.arg("--no-sync");
        }
        owner::bind_to_us(&mut command);
        let output = command.output().map_err(|source| EmbeddedError::Launch { program: programs.initdb(), source })?;
        if output.status.success() {
            let cluster = place.cluster();
            return std::fs::rename(&unfinished, &cluster)
                .and_then(|()| File::open(cluster.parent().unwrap_or(&cluster))?.sync_all())
                .map_err(|e| in_folder(&cluster, e));
        }
        refused = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    }
    Err(EmbeddedError::Initdb(refused))
}

/// Sorting by code point and Unicode's idea of letters, wherever the data may be moved; then what older systems have.
fn locales(major: u32) -> Vec<&'static [&'static str]> {
    let mut locales: Vec<&[&str]> = vec![&["--locale=C.UTF-8"], &["--locale=C"]];
    if major >= 17 {
        locales.insert(0, &["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]);
    }
    locales
}

/// The server of a killed process is shutting down: let it.
fn wait_for_survivor(data: &Path, place: &Place) -> Result<(), EmbeddedError> {
    let deadline = Instant::now() + SURVIVOR_PATIENCE;
    let mut told = false;
    while let Some(process) = survivor(place)? {
        if Instant::now() > deadline {
            return Err(EmbeddedError::InUse { data: data.to_owned(), process: process.to_string() });
        }
        if !told {
            tracing::info!(%process, "waiting for the PostgreSQL of an earlier process to end");
            told = true;
        }
        std::thread::sleep(BETWEEN_LOOKS);
    }
    Ok(())
}

fn survivor(place: &Place) -> Result<Option<Pid>, EmbeddedError> {
    let cluster = place.cluster();
    let pid_file = cluster.join(PID_FILE);
    let Some(named) = std::fs::read_to_string(&pid_file).ok().and_then(|text| first_line_pid(&text)) else {
        return Ok(None);
    };
    let survivor = at_work_in(&cluster, named);
    if survivor.is_none() && is_alive(named) {
        // Both were killed, and the number now belongs to another program (or to a zombie that nobody reaps, as in a
        // container). PostgreSQL would refuse to start beside it for ever.
        tracing::info!(process = %named, "removing a stale postmaster.pid");
        let mut socket_lock = socket_in(&place.socket_dir).into_os_string();
        socket_lock.push(".lock");
        for stale in [pid_file, PathBuf::from(socket_lock)] {
            match std::fs::remove_file(&stale) {
                Err(e) if e.kind() != std::io::ErrorKind::NotFound => return Err(in_folder(&stale, e)),
                _ => {}
            }
        }
    }
    Ok(survivor)
}

/// A process of PostgreSQL that still uses the cluster, the postmaster or one that outlived it: all work in there.
#[cfg(target_os = "linux")]
fn at_work_in(cluster: &Path, named: Pid) -> Option<Pid> {
    let works_there = |process: &Path| {
        std::fs::read_link(process.join("cwd")).is_ok_and(|folder| folder == cluster)
            && std::fs::read_to_string(process.join("comm")).is_ok_and(|name| name.starts_with("post"))
    };
    if works_there(&Path::new("/proc").join(named.to_string())) {
        return Some(named);
    }
    let mut processes = Path::new("/proc").read_dir().ok()?.flatten();
    processes.find_map(|process| {
        let pid = process.file_name().to_str()?.parse().ok()?;
        works_there(&process.path()).then(|| Pid::from_raw(pid))
    })
}

/// Elsewhere we cannot see where a process works, and believe the file.
#[cfg(not(target_os = "linux"))]
fn at_work_in(_cluster: &Path, named: Pid) -> Option<Pid> {
    is_alive(named).then_some(named)
}

/// A process of another user is alive too, though we may not signal it.
fn is_alive(process: Pid) -> bool {
    kill(process, None) != Err(nix::errno::Errno::ESRCH)
}

fn first_line_pid(pid_file: &str) -> Option<Pid> {
    let pid: i32 = pid_file.lines().next()?.trim().parse().ok()?;
    (pid != 0).then(|| Pid::from_raw(pid.saturating_abs()))
}

fn server(place: &Place, programs: &Programs, options: &Options) -> Command {
    let mut command = place.command(&programs.postgres());
    command.arg("-D").arg(place.cluster());
    for setting in SETTINGS.into_iter().chain(if options.durable { DURABLE } else { FORGETFUL }) {
        command.args(["-c", setting]);
    }
    command.arg("-c").arg(format!("port={PORT}"));
    // In quotes, for the folder's name may begin or end with a space.
    command.arg("-c").arg(format!("unix_socket_directories=\"{}\"", place.socket_dir.display()));
    command
}

/// Whether this postmaster says that it takes connections. Asking it by connecting would fill its log with refusals.
pub(super) fn is_ready(cluster: &Path, postmaster: Pid) -> bool {
    let said = std::fs::read_to_string(cluster.join(PID_FILE)).unwrap_or_default();
    first_line_pid(&said) == Some(postmaster)
        && said.lines().nth(STATUS_LINE).is_some_and(|line| line.trim() == "ready")
}

impl Log {
    fn open(data: &Path) -> Result<(Self, File), EmbeddedError> {
        let path = data.join("postgres.log");
        let failed = |e| in_folder(&path, e);
        if path.metadata().is_ok_and(|log| log.len() > LONGEST_LOG) {
            std::fs::rename(&path, data.join("postgres.log.1")).map_err(failed)?;
        }
        let file = OpenOptions::new().create(true).append(true).mode(0o600).open(&path).map_err(failed)?;
        let start = file.metadata().map_err(failed)?.len();
        Ok((Self { path, start }, file))
    }

    /// The last lines since this start.
    pub(super) fn since_start(&self) -> String {
        let mut said = Vec::new();
        let read = File::open(&self.path).and_then(|mut file| {
            file.seek(SeekFrom::Start(self.start))?;
            file.read_to_end(&mut said)
        });
        if let Err(e) = read {
            return format!("(unreadable: {e})");
        }
        let said = String::from_utf8_lossy(&said);
        let lines: Vec<&str> = said.lines().collect();
        lines.get(lines.len().saturating_sub(LINES_SHOWN)..).unwrap_or_default().join("\n")
    }
}
