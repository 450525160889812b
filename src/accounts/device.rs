//! What a login was made with and where, in words. A place is coarse on purpose: the city that the device's own clock is
//! set to, when it said so, and the network that the address belongs to. No database of addresses is asked.

use std::net::IpAddr;

use ipnet::IpNet;
use woothee::parser::Parser;

/// `Chrome on Windows 10`; what a browser says of itself may be wrong, so it is a help to remember and no proof.
pub(super) fn name(user_agent: &str) -> String {
    let unknown = "UNKNOWN";
    let Some(seen) = Parser::new().parse(user_agent).filter(|seen| seen.name != unknown) else {
        return "An unknown device".to_owned();
    };
    if seen.os == unknown { seen.name.to_owned() } else { format!("{} on {}", seen.name, seen.os) }
}

/// `Near Lisbon, network 203.0.113.0/24`: the zone's city and the /24 (IPv6: /48) of the address; empty when nothing is
/// known.
pub(super) fn place(zone: &str, address: Option<IpNet>) -> String {
    let city = zone.rsplit_once('/').map(|(_, city)| format!("Near {}", city.replace('_', " ")));
    let network = address.and_then(|address| coarse(address.addr())).map(|network| format!("network {network}"));
    city.into_iter().chain(network).collect::<Vec<_>>().join(", ")
}

fn coarse(address: IpAddr) -> Option<IpNet> {
    let length = if address.is_ipv4() { 24 } else { 48 };
    IpNet::new(address, length).ok().map(|network| network.trunc())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn devices_are_named_as_people_call_them() {
        let firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0";
        let phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) \
                     Version/17.5 Mobile/15E148 Safari/604.1";
        assert_eq!(name(firefox), "Firefox on Linux");
        assert_eq!(name(phone), "Safari on iPhone");
        for nothing in ["", "-", "curious"] {
            assert_eq!(name(nothing), "An unknown device");
        }
    }

    #[test]
    fn a_place_is_coarse() {
        let address = |text: &str| Some(text.parse::<IpAddr>().unwrap().into());
        assert_eq!(
            place("America/Argentina/Buenos_Aires", address("203.0.113.9")),
            "Near Buenos Aires, network 203.0.113.0/24"
        );
        assert_eq!(place("", address("2001:db8:1:2::3")), "network 2001:db8:1::/48");
        assert_eq!(place("UTC", None), "");
    }
}
