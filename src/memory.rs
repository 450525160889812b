//! Asks the system's allocator to give memory back.

/// Large blocks (a password being hashed takes 19 MiB) are mapped on their own and returned as soon as they are freed;
/// by itself, glibc would learn from the first one to keep the next. Two arenas are enough: most memory is allocated by
/// as many threads as there are cores, for a short time. Other systems' allocators need no asking.
pub fn give_back() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    glibc::give_back();
}

#[cfg(all(target_os = "linux", target_env = "gnu"))]
mod glibc {
    const LARGE: libc::c_int = 1 << 20;
    const ARENAS: libc::c_int = 2;

    #[allow(unsafe_code)]
    pub(super) fn give_back() {
        // SAFETY: mallopt takes two integers and may be called at any time; this is called before other threads run.
        let taken = unsafe { libc::mallopt(libc::M_MMAP_THRESHOLD, LARGE) & libc::mallopt(libc::M_ARENA_MAX, ARENAS) };
        if taken == 0 {
            eprintln!("skillswap: the allocator takes no advice; memory use will be higher");
        }
    }
}
