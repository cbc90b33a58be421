//! Bodies of all generated types, decoded in both ways: what goes straight into its type is what the tree gives.

use roster_runtime::conformance::compare_ways;
use roster_stubs::{docutools, twona};

#[test]
fn bodies_are_decoded_alike_in_both_ways() {
    for (name, types) in [("twona", twona::TYPES), ("docutools", docutools::TYPES)] {
        let ways = compare_ways(types);
        println!("{name}: {} valid, {} of them direct, {} refused", ways.valid, ways.direct, ways.refused);
        assert!(ways.faults.is_empty(), "{name}: {} faults\n{}", ways.faults.len(), ways.faults.join("\n"));
        assert!(ways.direct * 2 > ways.valid && ways.refused > 1000, "{name}: hardly any body is decoded directly");
    }
}
