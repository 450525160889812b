//! Against real servers. Without PostgreSQL on the machine they say so and pass.

mod kills;

use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use nix::unistd::geteuid;
use tempfile::TempDir;
use tokio_postgres::{Client, NoTls};

use super::programs::Programs;
use super::*;

fn forgetful() -> Options {
    Options { durable: false, ..Options::default() }
}

fn no_programs() -> bool {
    let missing = Programs::find(None, Path::new("none"), None).err();
    if let Some(missing) = &missing {
        println!("skipped: {missing}");
    }
    missing.is_some()
}

/// A folder that the server's user can get to.
fn open_folder() -> TempDir {
    folder(0o755)
}

fn folder(mode: u32) -> TempDir {
    tempfile::Builder::new().prefix("skillswap-test-").permissions(PermissionsExt::from_mode(mode)).tempdir().unwrap()
}

async fn connect(url: &str) -> Client {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.unwrap();
    tokio::spawn(connection);
    client
}

async fn said(url: &str, query: &str) -> String {
    connect(url).await.query_one(query, &[]).await.unwrap().get(0)
}

async fn remember(url: &str, note: &str) {
    let statements = format!("CREATE TABLE IF NOT EXISTS notes (note text); INSERT INTO notes VALUES ('{note}')");
    connect(url).await.batch_execute(&statements).await.unwrap();
}

async fn remembered(url: &str) -> String {
    said(url, "SELECT string_agg(note, ',' ORDER BY note) FROM notes").await
}

fn postmaster_of(data: &Path) -> Option<i32> {
    let pid = std::fs::read_to_string(data.join("postgres/cluster/postmaster.pid")).ok()?;
    pid.lines().next()?.parse().ok()
}

/// Processes that mention this folder in their command line, other than zombies.
fn servers_of(data: &Path) -> Vec<String> {
    let output = Command::new("ps").args(["-eo", "stat=,args="]).output().unwrap();
    let cluster = data.join("postgres/cluster");
    String::from_utf8_lossy(&output.stdout)
        .lines()
        .filter(|line| !line.starts_with('Z') && line.contains(cluster.to_str().unwrap()))
        .map(str::to_owned)
        .collect()
}

#[tokio::test]
async fn a_first_start_makes_a_database_that_only_we_reach() {
    if no_programs() {
        return;
    }
    let data = open_folder();
    let began = Instant::now();
    let server = Server::start(data.path(), &Options::default()).await.unwrap();
    println!("first start: {:?}", began.elapsed());

    let url = server.url();
    for (query, answer) in [
        ("SELECT current_user || '@' || current_database()", "skillswap@skillswap"),
        ("SELECT rolsuper::text FROM pg_roles WHERE rolname = current_user", "false"),
        ("SHOW server_encoding", "UTF8"),
        ("SHOW timezone", "UTC"),
        ("SHOW fsync", "on"),
        ("SHOW synchronous_commit", "on"),
        ("SHOW max_connections", "60"),
        ("SHOW listen_addresses", ""),
    ] {
        assert_eq!(said(&url, query).await, answer, "{query}");
    }
    let socket_dir = server.socket_dir().metadata().unwrap();
    assert_eq!(socket_dir.mode() & 0o777, 0o700);
    assert_ne!(socket_dir.uid(), 0);

    // As the application will: extensions, and databases for tests.
    let client = connect(&url).await;
    client.batch_execute("CREATE DATABASE \"an other\"").await.unwrap();
    assert_eq!(said(&server.url_for("an other"), "SELECT current_database()::text").await, "an other");
    for extension in ["pg_trgm", "btree_gist"] {
        let offered = format!("SELECT count(*) FROM pg_available_extensions WHERE name = '{extension}'");
        if client.query_one(&offered, &[]).await.unwrap().get::<_, i64>(0) == 1 {
            client.batch_execute(&format!("CREATE EXTENSION {extension}")).await.unwrap();
        }
    }
    server.stop().await.unwrap();
    assert!(servers_of(data.path()).is_empty());
}

#[tokio::test]
async fn a_restart_keeps_what_was_committed() {
    if no_programs() {
        return;
    }
    let data = open_folder();
    let server = Server::start(data.path(), &Options::default()).await.unwrap();
    remember(&server.url(), "kept").await;
    server.stop().await.unwrap();

    let began = Instant::now();
    let server = Server::start(data.path(), &Options::default()).await.unwrap();
    println!("later start: {:?}", began.elapsed());
    assert_eq!(remembered(&server.url()).await, "kept");
    server.stop().await.unwrap();
}

#[tokio::test]
async fn a_number_that_another_program_has_by_now_does_not_stop_a_start() {
    if no_programs() || !cfg!(target_os = "linux") {
        return;
    }
    let data = open_folder();
    let server = Server::start(data.path(), &forgetful()).await.unwrap();
    let pid_file = data.path().join("postgres/cluster/postmaster.pid");
    let text = std::fs::read_to_string(&pid_file).unwrap();
    server.stop().await.unwrap();

    let mut another = Command::new("sleep").arg("60").spawn().unwrap();
    let rest = text.split_once('\n').unwrap().1;
    std::fs::write(&pid_file, format!("{}\n{rest}", another.id())).unwrap();
    let server = Server::start(data.path(), &forgetful()).await.unwrap();
    server.stop().await.unwrap();
    another.kill().unwrap();
    another.wait().unwrap();
}

#[tokio::test]
async fn a_server_that_we_did_not_start_is_not_taken_over() {
    if no_programs() {
        return;
    }
    let data = open_folder();
    let server = Server::start(data.path(), &forgetful()).await.unwrap();
    let postmaster = postmaster_of(data.path()).unwrap();
    std::fs::remove_file(data.path().join("postgres.lock")).unwrap();
    let refusal = Server::start(data.path(), &forgetful()).await.unwrap_err();
    assert!(refusal.to_string().ends_with(&format!("in use by process {postmaster}")), "{refusal}");
    server.stop().await.unwrap();
}

#[tokio::test]
async fn a_dropped_server_shuts_down_and_can_be_started_again() {
    if no_programs() {
        return;
    }
    let data = open_folder();
    for _ in 0..2 {
        let server = Server::start(data.path(), &forgetful()).await.unwrap();
        assert_eq!(said(&server.url(), "SHOW fsync").await, "off");
        drop(server);
    }
    Server::start(data.path(), &forgetful()).await.unwrap().stop().await.unwrap();
}

#[tokio::test]
async fn odd_and_long_folder_names_work() {
    if no_programs() {
        return;
    }
    let parent = open_folder();
    for name in [" a b%20c:@'d ".to_owned(), "comma,quote\"".to_owned(), "ü/".to_owned() + &"long".repeat(40)] {
        let server = Server::start(&parent.path().join(name), &forgetful()).await.unwrap();
        assert_eq!(said(&server.url(), "SELECT current_database()::text").await, "skillswap");
        let socket_dir = server.socket_dir().to_owned();
        server.stop().await.unwrap();
        if !socket_dir.starts_with(parent.path()) {
            std::fs::remove_dir(socket_dir).unwrap();
        }
    }
}

#[tokio::test]
async fn what_an_interrupted_first_start_left_is_cleared() {
    if no_programs() {
        return;
    }
    let data = open_folder();
    let left = data.path().join("postgres/unfinished-1");
    std::fs::create_dir_all(left.join("base")).unwrap();
    Server::start(data.path(), &forgetful()).await.unwrap().stop().await.unwrap();
    assert!(!left.exists());
}

#[tokio::test]
async fn a_start_that_fails_says_what_the_log_says() {
    if no_programs() {
        return;
    }
    let data = open_folder();
    Server::start(data.path(), &forgetful()).await.unwrap().stop().await.unwrap();
    std::fs::write(data.path().join("postgres/cluster/postgresql.conf"), "no_such_setting = 1\n").unwrap();
    let refusal = Server::start(data.path(), &forgetful()).await.unwrap_err().to_string();
    assert!(refusal.contains("no_such_setting"), "{refusal}");
}

#[tokio::test]
async fn below_a_private_home_the_cluster_is_kept_elsewhere() {
    if no_programs() {
        return;
    }
    if !geteuid().is_root() {
        println!("skipped: only root runs the server as another user");
        return;
    }
    let private_home = folder(0o700);
    let data = private_home.path().join("checkout/data");
    let server = Server::start(&data, &Options::default()).await.unwrap();
    remember(&server.url(), "kept").await;
    server.stop().await.unwrap();
    let home = data.join("postgres").read_link().unwrap();
    let _cleanup = RemovedAtEnd(&home);
    assert!(!home.starts_with(private_home.path()));

    // Also when the home has been opened meanwhile.
    std::fs::set_permissions(private_home.path(), PermissionsExt::from_mode(0o755)).unwrap();
    let server = Server::start(&data, &Options::default()).await.unwrap();
    assert_eq!(remembered(&server.url()).await, "kept");
    server.stop().await.unwrap();

    std::fs::remove_dir_all(&home).unwrap();
    let refusal = Server::start(&data, &Options::default()).await.unwrap_err();
    assert!(matches!(&refusal, EmbeddedError::Lost { target, .. } if *target == home), "{refusal}");
}

struct RemovedAtEnd<'a>(&'a Path);

impl Drop for RemovedAtEnd<'_> {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(self.0));
    }
}
