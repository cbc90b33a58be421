//! How deep things contain each other.

/// For each node the longest way through what it leads to, in nodes, itself included; circles are gone round once.
///
/// Keeps nothing on the stack, however long the ways are.
pub(crate) fn depths(leads_to: &[Vec<usize>]) -> Vec<usize> {
    let mut depths: Vec<Option<usize>> = vec![None; leads_to.len()];
    let mut is_open = vec![false; leads_to.len()];
    for start in 0..leads_to.len() {
        let mut path = vec![(start, 0)];
        while let Some((at, next)) = path.pop() {
            if depths[at].is_some() {
                continue;
            }
            is_open[at] = true;
            match leads_to[at][next..].iter().position(|other| depths[*other].is_none() && !is_open[*other]) {
                Some(offset) => {
                    path.push((at, next + offset + 1));
                    path.push((leads_to[at][next + offset], 0));
                }
                None => {
                    let below = leads_to[at].iter().filter_map(|other| depths[*other]).max();
                    depths[at] = Some(1 + below.unwrap_or_default());
                    is_open[at] = false;
                }
            }
        }
    }
    depths.into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::depths;

    #[test]
    fn the_longest_way_counts() {
        assert_eq!(depths(&[vec![1, 2], vec![2], vec![]]), [3, 2, 1]);
    }

    #[test]
    fn circles_end() {
        assert_eq!(depths(&[vec![1], vec![0], vec![2]]), [2, 1, 1]);
    }

    #[test]
    fn long_ways_take_no_stack() {
        let chain: Vec<Vec<usize>> =
            (0..200_000).map(|node| if node < 199_999 { vec![node + 1] } else { vec![] }).collect();
        assert_eq!(depths(&chain)[0], 200_000);
    }
}
