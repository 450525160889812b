//! Which addresses are everybody's: the rest are somebody's own network, and nobody on the outside tells us to go there.
//! After the special-purpose registries of IANA (RFC 6890 and those that update it).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::LazyLock;

use ipnet::{Ipv4Net, Ipv6Net};

/// What is not the public internet, of the addresses of version 4.
const NOT_PUBLIC_V4: [&str; 16] = [
    "0.0.0.0/8",       // this network
    "10.0.0.0/8",      // private
    "100.64.0.0/10",   // behind a carrier's NAT
    "127.0.0.0/8",     // this machine
    "169.254.0.0/16",  // link-local, and where clouds keep their secrets
    "172.16.0.0/12",   // private
    "192.0.0.0/24",    // protocols
    "192.0.2.0/24",    // documentation
    "192.31.196.0/24", // AS112
    "192.52.193.0/24", // AMT
    "192.88.99.0/24",  // 6to4 relays
    "192.168.0.0/16",  // private
    "198.18.0.0/15",   // benchmarks
    "198.51.100.0/24", // documentation
    "203.0.113.0/24",  // documentation
    "224.0.0.0/3",     // multicast, reserved, broadcast
];

/// What is public of version 6, and what of it is not. Everything outside is not: mapped and compatible addresses of
/// version 4, this machine, link-local, unique local, multicast.
const PUBLIC_V6: &str = "2000::/3";
const NOT_PUBLIC_V6: [&str; 5] = [
    "2001::/23",         // protocols, Teredo and ORCHID among them
    "2001:db8::/32",     // documentation
    "2002::/16",         // 6to4, which leads to any address of version 4
    "3fff::/20",         // documentation
    "2620:4f:8000::/48", // AS112
];
/// Where networks that have version 6 alone show the addresses of version 4 (RFC 6052).
const NAT64: &str = "64:ff9b::/96";

struct Tables {
    not_public_v4: Vec<Ipv4Net>,
    public_v6: Option<Ipv6Net>,
    not_public_v6: Vec<Ipv6Net>,
    nat64: Option<Ipv6Net>,
}

static TABLES: LazyLock<Tables> = LazyLock::new(|| Tables {
    not_public_v4: NOT_PUBLIC_V4.iter().filter_map(|net| net.parse().ok()).collect(),
    public_v6: PUBLIC_V6.parse().ok(),
    not_public_v6: NOT_PUBLIC_V6.iter().filter_map(|net| net.parse().ok()).collect(),
    nat64: NAT64.parse().ok(),
});

/// Whether `address` is on the public internet.
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    !TABLES.not_public_v4.iter().any(|net| net.contains(&address))
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    if TABLES.nat64.is_some_and(|net| net.contains(&address)) {
        let [.., a, b, c, d] = address.octets();
        return is_public_v4(Ipv4Addr::new(a, b, c, d));
    }
    TABLES.public_v6.is_some_and(|net| net.contains(&address))
        && !TABLES.not_public_v6.iter().any(|net| net.contains(&address))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_tables_is_read() {
        assert_eq!(TABLES.not_public_v4.len(), NOT_PUBLIC_V4.len());
        assert_eq!(TABLES.not_public_v6.len(), NOT_PUBLIC_V6.len());
        assert!(TABLES.public_v6.is_some() && TABLES.nat64.is_some());
    }

    #[test]
    fn first_and_last_address_of_each_private_range_are_refused_and_their_neighbours_are_not() {
        for net in &TABLES.not_public_v4 {
            assert!(!is_public(net.network().into()) && !is_public(net.broadcast().into()), "{net}");
        }
        for public in [
            "1.1.1.1",
            "9.255.255.255",
            "11.0.0.0",
            "100.63.255.255",
            "100.128.0.0",
            "126.255.255.255",
            "128.0.0.1",
            "169.253.255.255",
            "169.255.0.0",
            "172.15.255.255",
            "172.32.0.0",
            "192.167.255.255",
            "192.169.0.0",
            "198.17.255.255",
            "198.20.0.0",
            "223.255.255.255",
            "2606:4700::1111",
            "2a00:1450::1",
            "64:ff9b::101:101",
        ] {
            assert!(is_public(public.parse().unwrap()), "{public}");
        }
    }

    #[test]
    fn no_spelling_of_version_6_leads_inside() {
        for private in [
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::ffff:8.8.8.8",
            "::127.0.0.1",
            "64:ff9b::7f00:1",
            "64:ff9b::a9fe:a9fe",
            "64:ff9b:1::1",
            "100::1",
            "2001::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "3fff::1",
            "5f00::1",
            "fc00::1",
            "fd12:3456::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ] {
            assert!(!is_public(private.parse().unwrap()), "{private}");
        }
    }
}
