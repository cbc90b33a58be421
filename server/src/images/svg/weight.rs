//! What the references of a drawing unfold to, reckoned before anything is unfolded.
//!
//! The weight of an element is its own, its children's, and that of everything it refers to, each time it refers to it.
//! It is at least the number of elements that resolving the drawing makes, and found in one walk.

use std::collections::{HashMap, HashSet};

use resvg::usvg::roxmltree::{Document, Node, NodeId};

use super::{TOO_COMPLEX, styles};
use crate::images::ImageError;

const MAXIMUM_WEIGHT: u64 = 6_000;
/// Elements within each other, directly or by reference.
const MAXIMUM_DEPTH: u32 = 64;
/// So many bytes of attributes and text weigh as much as an element.
const BYTES: usize = 256;
/// What an attribute has beside its value, in bytes.
const ATTRIBUTE: usize = 16;

/// Painted again for each use, however large their tile or however many points the line has.
const REPEATING: [&str; 2] = ["pattern", "marker"];
/// Filters whose work grows with more than the number of pixels.
const DEAR_FILTERS: [&str; 4] = ["feConvolveMatrix", "feImage", "feMorphology", "feTurbulence"];
/// What refers to an element without painting it.
const LINKING: [&str; 7] = ["a", "animate", "animateMotion", "animateTransform", "mpath", "script", "set"];
/// What an element can be painted through; each use paints it once more.
const THROUGH: [&str; 3] = ["clipPath", "filter", "mask"];
/// The attributes that name one of those.
const THROUGH_ATTRIBUTES: [&str; 3] = ["clip-path", "filter", "mask"];

/// Refuses a drawing that unfolds to too much.
pub(super) fn check(document: &Document<'_>) -> Result<(), ImageError> {
    let mut scales =
        Scales { ids: HashMap::new(), ambiguous: HashSet::new(), has_through: false, known: HashMap::new() };
    for node in document.descendants().filter(Node::is_element) {
        let name = node.tag_name().name();
        if REPEATING.contains(&name) {
            return Err(ImageError::Refused("has patterns or markers, which are not drawn here"));
        }
        if DEAR_FILTERS.contains(&name) {
            return Err(ImageError::Refused("has a filter that is not drawn here"));
        }
        scales.has_through |= THROUGH.contains(&name);
        for id in node.attributes().filter(|attribute| attribute.name() == "id") {
            scales.add_id(id.value(), node);
        }
    }
    let Weight { total: weight, height } = scales.weigh(document.root_element(), 0)?;
    let texts: Vec<&str> = document
        .descendants()
        .filter(|node| node.is_element() && node.tag_name().name() == "style")
        .flat_map(|style| style.descendants())
        .filter_map(|node| node.is_text().then(|| node.text()).flatten())
        .collect();
    // A rule may apply to any element, also inside what another rule refers to.
    let mut total = texts.iter().map(|text| styles::weigh(text)).fold(weight, u64::saturating_add);
    for text in &texts {
        scales.check_inheritance(text)?;
        for target in scales.references(text)? {
            if THROUGH.contains(&target.tag_name().name()) {
                total = total.saturating_mul(1 + scales.weigh(target, 0)?.total);
            }
        }
    }
    if total > MAXIMUM_WEIGHT {
        return Err(TOO_COMPLEX);
    }
    styles::check(document, &texts, total, height)
}

struct Scales<'document, 'input> {
    /// Elements by id; sloppy drawings have more than one.
    ids: HashMap<&'document str, Vec<Node<'document, 'input>>>,
    /// Beginnings of ids that are read as another, shorter one here, and perhaps not by others.
    ambiguous: HashSet<&'document str>,
    /// Whether there is something to paint through.
    has_through: bool,
    /// None for an element that is being weighed.
    known: HashMap<NodeId, Option<Weight>>,
}

#[derive(Clone, Copy)]
struct Weight {
    total: u64,
    /// Elements within each other.
    height: u32,
}

impl Weight {
    fn add(&mut self, other: Self) -> Result<(), ImageError> {
        self.total = self.total.saturating_add(other.total);
        self.height = self.height.max(other.height + 1);
        if self.total > MAXIMUM_WEIGHT || self.height > MAXIMUM_DEPTH { Err(TOO_COMPLEX) } else { Ok(()) }
    }
}

impl<'document, 'input> Scales<'document, 'input> {
    fn add_id(&mut self, id: &'document str, node: Node<'document, 'input>) {
        let plain = plain_prefix(id);
        if plain.len() == id.len() {
            self.ids.entry(id).or_default().push(node);
        } else {
            self.ambiguous.insert(plain);
        }
    }

    fn weigh(&mut self, node: Node<'document, 'input>, depth: u32) -> Result<Weight, ImageError> {
        match self.known.get(&node.id()) {
            Some(Some(weight)) => return Ok(*weight),
            Some(None) => return Err(ImageError::Refused("refers to itself")),
            None if depth > MAXIMUM_DEPTH => return Err(TOO_COMPLEX),
            None => {}
        }
        self.known.insert(node.id(), None);
        let mut weight = Weight { total: 1 + (bytes_of(node) / BYTES) as u64, height: 1 };
        for child in node.children().filter(Node::is_element) {
            weight.add(self.weigh(child, depth + 1)?)?;
        }
        for attribute in node.attributes() {
            match attribute.name() {
                "href" if LINKING.contains(&node.tag_name().name()) => continue,
                "style" => {
                    self.check_inheritance(attribute.value())?;
                    weight.total = weight.total.saturating_add(styles::weigh(attribute.value()));
                }
                name if THROUGH_ATTRIBUTES.contains(&name) => self.check_inheritance(attribute.value())?,
                _ => {}
            }
            for target in self.references(attribute.value())? {
                weight.add(self.weigh(target, depth + 1)?)?;
            }
        }
        self.known.insert(node.id(), Some(weight));
        Ok(weight)
    }

    /// The elements that a text refers to: `#id`, `url(#id)`, any number of them. Colours are looked up in vain.
    fn references(&self, text: &str) -> Result<Vec<Node<'document, 'input>>, ImageError> {
        let mut targets = Vec::new();
        for rest in text.split('#').skip(1) {
            let id = plain_prefix(rest);
            if self.ambiguous.contains(id) {
                return Err(ImageError::Refused(
                    "refers to an id that has other characters than letters, digits and _-.:",
                ));
            }
            targets.extend(self.ids.get(id).into_iter().flatten());
        }
        Ok(targets)
    }

    /// Refuses styles by which an element could be painted through what its parent is painted through.
    fn check_inheritance(&self, style: &str) -> Result<(), ImageError> {
        if self.has_through && style.to_ascii_lowercase().contains("inherit") { Err(TOO_COMPLEX) } else { Ok(()) }
    }
}

/// The part of an id that everybody reads alike.
fn plain_prefix(text: &str) -> &str {
    let is_plain = |character: char| character.is_alphanumeric() || matches!(character, '_' | '-' | '.' | ':');
    &text[..text.find(|character| !is_plain(character)).unwrap_or(text.len())]
}

fn bytes_of(node: Node<'_, '_>) -> usize {
    let attributes = node.attributes().map(|attribute| ATTRIBUTE + attribute.value().len());
    let texts = node.children().filter(Node::is_text).filter_map(|text| text.text()).map(str::len);
    attributes.chain(texts).sum()
}
