//! Which `initdb` and `postgres` to run.

use std::cmp::Reverse;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::EmbeddedError;

pub(super) const HOW_TO_INSTALL: &str = "\
    Install it:\n  \
    Debian, Ubuntu:  apt-get install postgresql\n  \
    Fedora, RHEL:    dnf install postgresql-server postgresql-contrib\n  \
    Alpine:          apk add postgresql postgresql-contrib\n  \
    macOS:           brew install postgresql\n\
    or name the folder of its programs in POSTGRES_BIN, or give a running server as DATABASE_URL.";

const OLDEST: u32 = 14;

/// Where packagers put each release in a folder of its own: parent, what its name starts with, what is below it.
const BY_RELEASE: [(&str, &str, &str); 8] = [
    ("/usr/lib/postgresql", "", "bin"),
    ("/usr", "pgsql-", "bin"),
    ("/usr/libexec", "postgresql", ""),
    ("/usr/local", "pgsql", "bin"),
    ("/opt/homebrew/opt", "postgresql@", "bin"),
    ("/usr/local/opt", "postgresql@", "bin"),
    ("/home/linuxbrew/.linuxbrew/opt", "postgresql@", "bin"),
    ("/Applications/Postgres.app/Contents/Versions", "", "bin"),
];

/// Homebrew's own, which an app started outside of a shell does not have in its PATH.
const FIXED: [&str; 2] = ["/opt/homebrew/bin", "/usr/local/bin"];

/// One release's programs.
#[derive(Debug)]
pub(super) struct Programs {
    folder: PathBuf,
    pub(super) major: u32,
}

impl Programs {
    /// The first of the installed ones; for the cluster that release `made_by` made, the first of that release.
    pub(super) fn find(given: Option<&Path>, cluster: &Path, made_by: Option<u32>) -> Result<Self, EmbeddedError> {
        let folders = given.map_or_else(usual_folders, |folder| vec![folder.to_owned()]);
        let mut installed = Vec::new();
        for programs in folders.iter().filter_map(|folder| Self::in_folder(folder)) {
            if made_by.is_none_or(|major| major == programs.major) {
                return Ok(programs);
            }
            installed.push(programs.major);
        }
        match made_by {
            Some(made_by) if !installed.is_empty() => {
                Err(EmbeddedError::OtherRelease { cluster: cluster.to_owned(), made_by, installed })
            }
            _ => Err(EmbeddedError::NoPrograms { looked_in: folders }),
        }
    }

    pub(super) fn initdb(&self) -> PathBuf {
        self.folder.join("initdb")
    }

    pub(super) fn postgres(&self) -> PathBuf {
        self.folder.join("postgres")
    }

    fn in_folder(folder: &Path) -> Option<Self> {
        let postgres = folder.join("postgres");
        if !postgres.is_file() || !folder.join("initdb").is_file() {
            return None;
        }
        let major = major_in(&output_of(Command::new(postgres).arg("--version"))?)?;
        (major >= OLDEST).then(|| Self { folder: folder.to_owned(), major })
    }
}

fn usual_folders() -> Vec<PathBuf> {
    let configured = output_of(Command::new("pg_config").arg("--bindir")).map(|line| PathBuf::from(line.trim()));
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = Vec::new();
    for folder in configured
        .into_iter()
        .chain(BY_RELEASE.into_iter().flat_map(newest_first))
        .chain(FIXED.map(PathBuf::from))
        .chain(std::env::split_paths(&path))
    {
        if folder.is_absolute() && !folders.contains(&folder) {
            folders.push(folder);
        }
    }
    folders
}

fn newest_first((parent, prefix, below): (&str, &str, &str)) -> Vec<PathBuf> {
    let mut releases: Vec<(Reverse<u32>, PathBuf)> = std::fs::read_dir(parent)
        .into_iter()
        .flatten()
        .filter_map(|entry| {
            let entry = entry.ok()?;
            let release = leading_number(entry.file_name().to_str()?.strip_prefix(prefix)?)?;
            Some((Reverse(release), entry.path().join(below)))
        })
        .collect();
    releases.sort();
    releases.into_iter().map(|(_, folder)| folder).collect()
}

fn output_of(command: &mut Command) -> Option<String> {
    let output = command.output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The major version in `postgres (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)`.
fn major_in(version: &str) -> Option<u32> {
    leading_number(version.split_once("(PostgreSQL) ")?.1)
}

pub(super) fn leading_number(text: &str) -> Option<u32> {
    text.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_major_version_is_read_from_releases_and_betas() {
        assert_eq!(major_in("postgres (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)\n"), Some(15));
        assert_eq!(major_in("postgres (PostgreSQL) 19beta1\n"), Some(19));
        assert_eq!(major_in("something else 3\n"), None);
    }

    #[test]
    fn releases_are_tried_newest_first_by_number() {
        let parent = tempfile::tempdir().unwrap();
        for release in ["9.6", "14", "16", "common"] {
            std::fs::create_dir(parent.path().join(release)).unwrap();
        }
        let found = newest_first((parent.path().to_str().unwrap(), "", "bin"));
        assert_eq!(found, ["16/bin", "14/bin", "9.6/bin"].map(|release| parent.path().join(release)));
    }

    #[test]
    fn a_folder_without_programs_is_refused_with_what_to_install() {
        let empty = tempfile::tempdir().unwrap();
        let refusal = Programs::find(Some(empty.path()), Path::new("cluster"), None).unwrap_err().to_string();
        assert!(refusal.contains(empty.path().to_str().unwrap()), "{refusal}");
        for command in ["apt-get install", "dnf install", "apk add", "brew install"] {
            assert!(refusal.contains(command), "{refusal}");
        }
    }
}
