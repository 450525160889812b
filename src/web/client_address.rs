//! Whose address a request comes from: the peer's, or the one that a trusted proxy names.

use std::net::{IpAddr, Ipv6Addr};

use actix_web::HttpRequest;
use actix_web::dev::ServiceRequest;
use ipnet::IpNet;

/// The address to count a request on. `X-Forwarded-For` is read from the right, and only as far as the proxies in
/// `trusted` vouch for it, so that nobody can write themselves another address.
pub fn of(request: &HttpRequest, trusted: &[IpNet]) -> Option<IpAddr> {
    let peer = request.peer_addr()?.ip();
    let forwarded = request.headers().get("x-forwarded-for").and_then(|value| value.to_str().ok());
    Some(behind_proxies(peer, forwarded, trusted))
}

/// As [`of`], inside a middleware.
pub fn of_service(request: &ServiceRequest, trusted: &[IpNet]) -> Option<IpAddr> {
    of(request.request(), trusted)
}

fn behind_proxies(peer: IpAddr, forwarded: Option<&str>, trusted: &[IpNet]) -> IpAddr {
    let is_trusted = |address: &IpAddr| trusted.iter().any(|network| network.contains(address));
    let mut address = peer.to_canonical();
    for hop in forwarded.unwrap_or_default().rsplit(',') {
        if !is_trusted(&address) {
            break;
        }
        match hop.trim().parse::<IpAddr>() {
            Ok(named) => address = named.to_canonical(),
            Err(_) => break,
        }
    }
    address
}

/// One key for all addresses that one household or host can take: an IPv4 address, or the /64 of an IPv6 one.
pub fn limit_key(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn a_stranger_cannot_name_another_address() {
        assert_eq!(behind_proxies(ip("203.0.113.9"), Some("1.2.3.4"), &[]), ip("203.0.113.9"));
    }

    #[test]
    fn a_trusted_proxy_names_the_address_and_what_stands_left_of_it_is_ignored() {
        let trusted = ["10.0.0.0/8".parse().unwrap()];
        assert_eq!(behind_proxies(ip("10.0.0.1"), Some("6.6.6.6, 203.0.113.9, 10.0.0.2"), &trusted), ip("203.0.113.9"));
    }

    #[test]
    fn addresses_of_one_slash_64_share_a_key() {
        assert_eq!(limit_key(ip("2001:db8:1:2:3::4")), limit_key(ip("2001:db8:1:2:ffff::1")));
        assert_ne!(limit_key(ip("2001:db8:1:2::1")), limit_key(ip("2001:db8:1:3::1")));
    }
}
