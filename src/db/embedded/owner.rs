//! The thread that owns the postmaster, so that it dies with us.
//!
//! Linux signals a child when the *thread* that made it ends, and tokio's threads come and go. So a thread of its own
//! makes the postmaster and then waits for its end; that thread ends early only when the whole process does.

use std::io;
use std::process::{Command, ExitStatus};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use tokio::sync::{oneshot, watch};

use super::EmbeddedError;

/// How long an orderly shutdown may take, and then the immediate one.
const STOP_PATIENCE: Duration = Duration::from_secs(10);

/// The running postmaster. Dropping it starts an orderly shutdown and does not wait for it.
#[derive(Debug)]
pub(super) struct Postmaster {
    pid: Pid,
    end: watch::Receiver<Option<ExitStatus>>,
    told_to_stop: Arc<AtomicBool>,
}

/// Runs `command` on a thread of its own.
pub(super) async fn launch(command: Command) -> io::Result<Postmaster> {
    let (born, birth) = oneshot::channel();
    let (ended, end) = watch::channel(None);
    let told_to_stop = Arc::new(AtomicBool::new(false));
    let told = Arc::clone(&told_to_stop);
    std::thread::Builder::new().name("postgres-owner".into()).spawn(move || own(command, born, &ended, &told))?;
    let pid = birth.await.unwrap_or_else(|_| Err(io::Error::other("the owning thread ended")))?;
    Ok(Postmaster { pid, end, told_to_stop })
}

fn own(
    mut command: Command,
    born: oneshot::Sender<io::Result<Pid>>,
    ended: &watch::Sender<Option<ExitStatus>>,
    told_to_stop: &AtomicBool,
) {
    bind_to_us(&mut command);
    let (mut child, pid) = match command.spawn().and_then(|child| Ok((pid_of(&child)?, child))) {
        Ok((pid, child)) => (child, pid),
        Err(e) => return drop(born.send(Err(e))),
    };
    let _watcher = Watcher::of(pid);
    if born.send(Ok(pid)).is_err() {
        // Whoever wanted the server has given up meanwhile.
        told_to_stop.store(true, Ordering::Relaxed);
        signal(pid, Signal::SIGINT);
    }
    match child.wait() {
        Ok(status) => {
            if !told_to_stop.load(Ordering::Relaxed) {
                tracing::error!(process = %pid, %status, "the private PostgreSQL ended by itself");
            }
            ended.send_replace(Some(status));
        }
        Err(error) => tracing::error!(process = %pid, %error, "the private PostgreSQL cannot be waited for"),
    }
}

impl Postmaster {
    pub(super) fn pid(&self) -> Pid {
        self.pid
    }

    /// Waits for its end, whatever the reason.
    pub(super) async fn ended(&self) {
        // An error means that the owning thread is gone, so the server is too.
        drop(self.end.clone().wait_for(Option::is_some).await);
    }

    pub(super) async fn stop(&self) -> Result<(), EmbeddedError> {
        for (how, sent) in [("fast", Signal::SIGINT), ("immediate", Signal::SIGQUIT)] {
            self.send(sent);
            if tokio::time::timeout(STOP_PATIENCE, self.ended()).await.is_ok() {
                return Ok(());
            }
            tracing::warn!(process = %self.pid, "PostgreSQL did not end by a {how} shutdown");
        }
        Err(EmbeddedError::NotStopped { process: self.pid.as_raw() })
    }

    fn send(&self, what: Signal) {
        self.told_to_stop.store(true, Ordering::Relaxed);
        if self.end.borrow().is_none() {
            signal(self.pid, what);
        }
    }
}

impl Drop for Postmaster {
    fn drop(&mut self) {
        self.send(Signal::SIGINT);
    }
}

/// Makes the kernel interrupt `command` (for PostgreSQL: a fast shutdown) when the calling thread ends.
#[cfg(target_os = "linux")]
#[allow(unsafe_code)]
pub(super) fn bind_to_us(command: &mut Command) {
    use std::os::unix::process::CommandExt;

    let us = nix::unistd::getpid();
    let bind = move || {
        // The wish is lost at a change of user; std has made that change when it calls this.
        nix::sys::prctl::set_pdeathsig(Signal::SIGINT)?;
        // We may have been killed before the wish was made.
        if nix::unistd::getppid() == us { Ok(()) } else { Err(nix::errno::Errno::ESRCH.into()) }
    };
    // SAFETY: between fork and exec `bind` makes two system calls; it allocates nothing and takes no lock.
    unsafe { command.pre_exec(bind) };
}

/// Elsewhere a [`Watcher`] does it.
#[cfg(not(target_os = "linux"))]
pub(super) fn bind_to_us(_command: &mut Command) {}

/// Nothing to do: see [`bind_to_us`].
#[cfg(target_os = "linux")]
struct Watcher;

#[cfg(target_os = "linux")]
impl Watcher {
    fn of(_pid: Pid) -> Self {
        Self
    }
}

/// Where the kernel has no such signal, a shell waits for the end of a pipe that only we hold, and then interrupts the
/// server.
#[cfg(not(target_os = "linux"))]
struct Watcher(Option<std::process::Child>);

#[cfg(not(target_os = "linux"))]
impl Watcher {
    fn of(pid: Pid) -> Self {
        use std::os::unix::process::CommandExt;
        use std::process::Stdio;

        let shell = Command::new("/bin/sh")
            .args(["-c", "read -r _; kill -INT \"$1\"", "skillswap-postgres-watcher", &pid.to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()
            .inspect_err(|error| tracing::warn!(%error, "PostgreSQL will stay if this process is killed"));
        Self(shell.ok())
    }
}

#[cfg(not(target_os = "linux"))]
impl Drop for Watcher {
    fn drop(&mut self) {
        if let Some(mut shell) = self.0.take()
            && let Err(error) = shell.kill().and_then(|()| shell.wait())
        {
            tracing::warn!(%error, "the watcher of PostgreSQL did not end");
        }
    }
}

fn signal(pid: Pid, what: Signal) {
    if let Err(error) = kill(pid, what) {
        tracing::warn!(process = %pid, %error, "PostgreSQL could not be sent {what}");
    }
}

fn pid_of(child: &std::process::Child) -> io::Result<Pid> {
    i32::try_from(child.id()).map(Pid::from_raw).map_err(io::Error::other)
}
