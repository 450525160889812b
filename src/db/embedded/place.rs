//! Which folders the server gets, and as whom it runs.
//!
//! Usually all is in the data folder and the server runs as we do. As root it runs as `postgres`, else `nobody`, or as
//! the owner of the cluster that is already there. When that user cannot get to the data folder (a checkout below a
//! private home), the cluster is in a folder that it can get to, and `postgres` in the data folder is a link to there.

use std::fs::{DirBuilder, Metadata};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt, lchown, symlink};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use nix::unistd::{Uid, User, geteuid};

use super::{EmbeddedError, PORT};

/// What the kernel takes as the path of a socket, in bytes, without the closing zero.
const LONGEST_SOCKET: usize = if cfg!(target_os = "linux") { 107 } else { 103 };

/// What the server's programs see of our environment: enough to find their libraries, none of our secrets.
const ENVIRONMENT: [&str; 5] = ["PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "TMPDIR", "LOCALE_ARCHIVE"];

/// The user that the server runs as, where that is not us.
#[derive(Debug, Clone)]
struct Account {
    name: String,
    uid: u32,
    gid: u32,
}

/// The server's folders and user.
#[derive(Debug)]
pub(super) struct Place {
    home: PathBuf,
    pub(super) socket_dir: PathBuf,
    account: Option<Account>,
}

impl Place {
    /// The place that belongs to this data folder (an absolute path without links); made when there is none.
    pub(super) fn of(data: &Path) -> Result<Self, EmbeddedError> {
        let link = data.join("postgres");
        let (home, account) = match link.symlink_metadata() {
            Ok(_) => existing_home(&link)?,
            Err(_) => new_home(data, &link)?,
        };
        let socket_dir = socket_dir(&home, account.as_ref())?;
        Ok(Self { home, socket_dir, account })
    }

    pub(super) fn cluster(&self) -> PathBuf {
        self.home.join("cluster")
    }

    /// Where a new cluster grows before it is given its name; another folder for each process.
    pub(super) fn unfinished_cluster(&self) -> Result<PathBuf, EmbeddedError> {
        const STEM: &str = "unfinished-";
        let entries = self.home.read_dir().map_err(|e| in_folder(&self.home, e))?;
        for left in entries.flatten().filter(|entry| entry.file_name().to_string_lossy().starts_with(STEM)) {
            // The `initdb` of a process that was killed just now may still be on its way out: next time, then.
            if let Err(error) = std::fs::remove_dir_all(left.path()) {
                tracing::warn!(%error, folder = %left.path().display(), "an unfinished cluster could not be removed");
            }
        }
        Ok(self.home.join(format!("{STEM}{}", std::process::id())))
    }

    /// `program`, run in the home as the server's user, with nothing of our terminal and environment.
    pub(super) fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.home).stdin(Stdio::null()).process_group(0).env_clear().env("TZ", "UTC");
        command.envs(ENVIRONMENT.into_iter().filter_map(|name| Some((name, std::env::var_os(name)?))));
        if let Some(account) = &self.account {
            command.uid(account.uid).gid(account.gid);
        }
        command
    }
}

fn existing_home(link: &Path) -> Result<(PathBuf, Option<Account>), EmbeddedError> {
    let home = link
        .canonicalize()
        .map_err(|_| EmbeddedError::Lost { link: link.to_owned(), target: link.read_link().unwrap_or_default() })?;
    if !geteuid().is_root() {
        return Ok((home, None));
    }
    let owner = home.metadata().map_err(|e| in_folder(&home, e))?.uid();
    let account = if owner == 0 { default_account()? } else { account_of(owner, &home)? };
    if let Some(closed) = closed_to(&account, &home) {
        return Err(EmbeddedError::Unreachable { blocked_by: closed, user: account.name });
    }
    if owner == 0 {
        give_all(&home, &account).map_err(|e| in_folder(&home, e))?;
    }
    Ok((home, Some(account)))
}

fn new_home(data: &Path, link: &Path) -> Result<(PathBuf, Option<Account>), EmbeddedError> {
    if !geteuid().is_root() {
        private_folder(link, None)?;
        return Ok((link.to_owned(), None));
    }
    let account = default_account()?;
    let Some(closed) = closed_to(&account, data) else {
        private_folder(link, Some(&account))?;
        return Ok((link.to_owned(), Some(account)));
    };
    let home = elsewhere(data, &account)?;
    symlink(&home, link).map_err(|e| in_folder(link, e))?;
    tracing::info!(
        cluster = %home.display(), link = %link.display(), closed = %closed.display(), user = account.name,
        "the database is kept outside of the data folder, because its user cannot pass through a parent of that"
    );
    Ok((home, Some(account)))
}

/// A folder named after the data folder, where the account can get to.
fn elsewhere(data: &Path, account: &Account) -> Result<PathBuf, EmbeddedError> {
    let durable = Path::new("/var/lib");
    match short_folder(durable, data, Some(account)) {
        Ok(home) => Ok(home),
        Err(refused) => {
            let parent = reachable_temp(Some(account))?;
            let folder = parent.display();
            tracing::warn!(%refused, %folder, "the database is where a restart of the machine may delete it");
            short_folder(&parent, data, Some(account))
        }
    }
}

/// The folder of the socket: in the home, or where its path is short enough and plain enough to be said everywhere.
fn socket_dir(home: &Path, account: Option<&Account>) -> Result<PathBuf, EmbeddedError> {
    let usual = home.join("socket");
    if fits_a_socket(&usual) {
        private_folder(&usual, account)?;
        return Ok(usual);
    }
    short_folder(&reachable_temp(account)?, home, account)
}

/// A comma separates folders in PostgreSQL's setting, and in URLs hosts.
fn fits_a_socket(folder: &Path) -> bool {
    let plain = folder.to_str().is_some_and(|path| !path.contains([',', '"', '\'']));
    plain && socket_in(folder).as_os_str().len() <= LONGEST_SOCKET
}

pub(super) fn socket_in(folder: &Path) -> PathBuf {
    folder.join(format!(".s.PGSQL.{PORT}"))
}

fn short_folder(parent: &Path, named_after: &Path, account: Option<&Account>) -> Result<PathBuf, EmbeddedError> {
    use std::os::unix::ffi::OsStrExt;
    let folder = parent.join(format!("skillswap-{:016x}", fnv1a(named_after.as_os_str().as_bytes())));
    if let Some((account, closed)) = account.and_then(|account| Some((account, closed_to(account, parent)?))) {
        return Err(EmbeddedError::Unreachable { blocked_by: closed, user: account.name.clone() });
    }
    private_folder(&folder, account)?;
    Ok(folder)
}

/// The temp dir, unless its name is too long or the account cannot get there.
fn reachable_temp(account: Option<&Account>) -> Result<PathBuf, EmbeddedError> {
    let usual = std::env::temp_dir().canonicalize();
    let fits = |temp: &PathBuf| {
        fits_a_socket(&temp.join("skillswap-0123456789abcdef"))
            && account.is_none_or(|account| closed_to(account, temp).is_none())
    };
    usual.ok().filter(fits).map_or_else(|| canonical(Path::new("/tmp")), Ok)
}

/// Makes `folder` for the server alone. One that is there already must be the server's or ours: in a temp dir anybody
/// might have put it there to read along.
fn private_folder(folder: &Path, account: Option<&Account>) -> Result<(), EmbeddedError> {
    make_private(folder, account).map_err(|e| in_folder(folder, e))
}

fn make_private(folder: &Path, account: Option<&Account>) -> io::Result<()> {
    match DirBuilder::new().mode(0o700).create(folder) {
        Err(e) if e.kind() != io::ErrorKind::AlreadyExists => return Err(e),
        _ => {}
    }
    let found = folder.symlink_metadata()?;
    let owner = account.map_or_else(|| geteuid().as_raw(), |account| account.uid);
    if !found.is_dir() || (found.uid() != owner && found.uid() != geteuid().as_raw()) {
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, "is there already, and is not ours"));
    }
    if found.mode() & 0o777 != 0o700 {
        std::fs::set_permissions(folder, PermissionsExt::from_mode(0o700))?;
    }
    match account {
        Some(account) if found.uid() != account.uid => lchown(folder, Some(account.uid), Some(account.gid)),
        _ => Ok(()),
    }
}

fn default_account() -> Result<Account, EmbeddedError> {
    let found = ["postgres", "nobody"].into_iter().find_map(|name| User::from_name(name).ok().flatten());
    let user = found.filter(|user| !user.uid.is_root()).ok_or(EmbeddedError::NoUser)?;
    if user.name == "nobody" {
        tracing::warn!("PostgreSQL runs as `nobody`, whose other programs could reach it: add a user `postgres`");
    }
    Ok(Account { name: user.name, uid: user.uid.as_raw(), gid: user.gid.as_raw() })
}

fn account_of(owner: u32, home: &Path) -> Result<Account, EmbeddedError> {
    let user = User::from_uid(Uid::from_raw(owner)).map_err(|e| in_folder(home, e.into()))?;
    let user =
        user.ok_or_else(|| in_folder(home, io::Error::other(format!("belongs to user {owner}, who is unknown"))))?;
    Ok(Account { name: user.name, uid: owner, gid: user.gid.as_raw() })
}

/// The outermost folder on the way to `folder`, or it itself, that the account may not pass through.
fn closed_to(account: &Account, folder: &Path) -> Option<PathBuf> {
    let mut way: Vec<&Path> = folder.ancestors().collect();
    way.reverse();
    way.into_iter().find(|step| !step.metadata().is_ok_and(|step| passes(account, &step))).map(Path::to_owned)
}

fn passes(account: &Account, step: &Metadata) -> bool {
    let needed = if step.uid() == account.uid {
        0o100
    } else if step.gid() == account.gid {
        0o010
    } else {
        0o001
    };
    step.mode() & needed != 0
}

/// A cluster that root brought here (a restored backup, a volume) has to become the server's.
fn give_all(folder: &Path, account: &Account) -> io::Result<()> {
    for entry in folder.read_dir()? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            give_all(&entry.path(), account)?;
        } else {
            lchown(entry.path(), Some(account.uid), Some(account.gid))?;
        }
    }
    lchown(folder, Some(account.uid), Some(account.gid))
}

/// The same in every build, which the standard library's hash does not promise.
fn fnv1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

pub(super) fn canonical(path: &Path) -> Result<PathBuf, EmbeddedError> {
    path.canonicalize().map_err(|e| in_folder(path, e))
}

pub(super) fn in_folder(path: &Path, source: io::Error) -> EmbeddedError {
    EmbeddedError::Folder { path: path.to_owned(), source }
}
