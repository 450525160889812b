//! Two processes: this one, and one that holds a server until it is killed.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::*;

/// Set for the process that [`holds_a_server_until_killed`].
const HELD: &str = "SKILLSWAP_TEST_HELD_DATA";

#[tokio::test]
async fn when_we_are_killed_the_server_goes_too_and_the_next_start_works() {
    if no_programs() {
        return;
    }
    let data = open_folder();
    let mut holder = Holder::of(data.path());
    remember(&holder.url, "before the kill").await;
    let busy = connect(&holder.url).await;
    let busy = tokio::spawn(async move { busy.batch_execute("SELECT pg_sleep(60)").await });
    assert!(!servers_of(data.path()).is_empty());
    holder.kill();

    let began = Instant::now();
    let server = Server::start(data.path(), &Options::default()).await.unwrap();
    println!("start after a kill of the process: {:?}", began.elapsed());
    assert!(busy.await.unwrap().is_err());
    assert_eq!(remembered(&server.url()).await, "before the kill");
    server.stop().await.unwrap();

    let mut holder = Holder::of(data.path());
    holder.kill();
    let deadline = Instant::now() + Duration::from_secs(20);
    while !servers_of(data.path()).is_empty() {
        assert!(Instant::now() < deadline, "left over: {:?}", servers_of(data.path()));
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn when_both_are_killed_the_next_start_recovers() {
    if no_programs() {
        return;
    }
    let data = open_folder();
    let mut holder = Holder::of(data.path());
    remember(&holder.url, "before the crash").await;
    let postmaster = postmaster_of(data.path()).unwrap();
    kill_now(postmaster);
    holder.kill();

    let began = Instant::now();
    let server = Server::start(data.path(), &Options::default()).await.unwrap();
    println!("start after a kill of both: {:?}", began.elapsed());
    assert_eq!(remembered(&server.url()).await, "before the crash");
    server.stop().await.unwrap();
}

fn kill_now(process: i32) {
    nix::sys::signal::kill(nix::unistd::Pid::from_raw(process), nix::sys::signal::Signal::SIGKILL).unwrap();
}

#[tokio::test]
async fn a_folder_in_use_is_refused_with_the_process_that_uses_it() {
    if no_programs() {
        return;
    }
    let data = open_folder();
    let holder = Holder::of(data.path());
    let refusal = Server::start(data.path(), &Options::default()).await.unwrap_err();
    let expected = format!("in use by process {}", holder.process.id());
    assert!(refusal.to_string().ends_with(&expected), "{refusal}");
    remember(&holder.url, "undisturbed").await;
}

/// This test binary, run again for one test that holds a server until it is killed.
struct Holder {
    process: Child,
    url: String,
}

impl Holder {
    fn of(data: &Path) -> Self {
        let name = format!("{}::holds_a_server_until_killed", module_path!().split_once("::").unwrap().1);
        let mut process = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", &name, "--ignored", "--nocapture", "--test-threads=1"])
            .env(HELD, data)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines().map_while(Result::ok);
        let url = lines.find_map(|line| Some(line.get(line.find("postgres://")?..)?.to_owned()));
        Self { process, url: url.expect("the holder's URL") }
    }

    fn kill(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

impl Drop for Holder {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

#[tokio::test]
#[ignore = "is run by other tests, in a process of its own"]
async fn holds_a_server_until_killed() {
    let Some(data) = std::env::var_os(HELD) else { return };
    let server = Server::start(Path::new(&data), &Options::default()).await.unwrap();
    println!("{}", server.url());
    std::future::pending::<()>().await;
}
