//! How much work it is to paint a drawing whose references are resolved.

use resvg::usvg::{ClipPath, Group, Mask, Node, Paint, Path, Rect, Tree, filter::Kind};

use super::{EDGE, TOO_COMPLEX};
use crate::images::ImageError;

/// The most work, in pixels of one colour painted over others: a second or two.
const MAXIMUM_WORK: f32 = 300_000_000.0;
/// Layers that may lie within each other, each of them held in memory.
const MAXIMUM_LAYERS: u32 = 4;
/// Steps of one filter, the result of each held in memory.
const MAXIMUM_STEPS: usize = 8;

/// What the canvas has.
const CANVAS: f32 = (EDGE * EDGE) as f32;
/// The renderer lets a layer reach two canvases beyond each edge.
const LAYER: f32 = 25.0 * CANVAS;

/// What steps cost for each pixel of their layer, as measured.
const COMPOSING: f32 = 4.0;
const BLURRING: f32 = 200.0;
const FILTERING: f32 = 20.0;
const SHADING: f32 = 8.0;
/// What an edge costs for each pixel of its length, and what it costs in any case.
const EDGE_LENGTH: f32 = 16.0;
const EDGE_START: f32 = 64.0;
/// A stroke has edges on both of its sides, and they are reckoned first.
const STROKING: f32 = 4.0;
const DASH: f32 = 1_000.0;

/// Refuses a drawing that takes too long to paint, or too much memory.
pub(super) fn check(tree: &Tree, scale: f32) -> Result<(), ImageError> {
    let mut work = Work { scale, total: 0.0 };
    work.add_group(tree.root(), Place { area: CANVAS, is_main: true, layers: 0 })?;
    Ok(())
}

struct Work {
    scale: f32,
    total: f32,
}

/// Where something is painted.
#[derive(Clone, Copy)]
struct Place {
    /// Pixels of the layer.
    area: f32,
    /// Whether boxes are known in the coordinates of the canvas; in what is painted through they are not.
    is_main: bool,
    /// How many layers there are below.
    layers: u32,
}

impl Work {
    fn add(&mut self, pixels: f32) -> Result<(), ImageError> {
        self.total += pixels;
        // What is no number is too much as well.
        if self.total <= MAXIMUM_WORK { Ok(()) } else { Err(TOO_COMPLEX) }
    }

    fn add_children(&mut self, group: &Group, place: Place) -> Result<(), ImageError> {
        group.children().iter().try_for_each(|child| match child {
            Node::Group(group) => self.add_group(group, place),
            Node::Path(path) => self.add_path(path, place),
            // There is no font, and no picture is let in.
            Node::Text(_) | Node::Image(_) => Ok(()),
        })
    }

    fn add_group(&mut self, group: &Group, place: Place) -> Result<(), ImageError> {
        if !group.should_isolate() {
            return self.add_children(group, place);
        }
        let bounds = group.abs_layer_bounding_box().to_rect();
        let area = if place.is_main { self.area_of(bounds).min(LAYER) } else { LAYER };
        let inner = self.add_layer(Place { area, ..place })?;
        for filter in group.filters() {
            let steps = filter.primitives();
            if steps.len() > MAXIMUM_STEPS {
                return Err(TOO_COMPLEX);
            }
            for step in steps {
                let is_blur = matches!(step.kind(), Kind::GaussianBlur(_) | Kind::DropShadow(_));
                self.add(area * if is_blur { BLURRING } else { FILTERING })?;
            }
        }
        if let Some(clip) = group.clip_path() {
            self.add_clip(clip, inner)?;
        }
        if let Some(mask) = group.mask() {
            self.add_mask(mask, inner)?;
        }
        self.add_children(group, inner)
    }

    /// One more layer in memory.
    fn add_layer(&mut self, place: Place) -> Result<Place, ImageError> {
        if place.layers >= MAXIMUM_LAYERS {
            return Err(TOO_COMPLEX);
        }
        self.add(COMPOSING * place.area)?;
        Ok(Place { layers: place.layers + 1, ..place })
    }

    fn add_clip(&mut self, clip: &ClipPath, place: Place) -> Result<(), ImageError> {
        let inner = self.add_layer(Place { is_main: false, ..place })?;
        if let Some(clip) = clip.clip_path() {
            self.add_clip(clip, inner)?;
        }
        self.add_group(clip.root(), inner)
    }

    fn add_mask(&mut self, mask: &Mask, place: Place) -> Result<(), ImageError> {
        let inner = self.add_layer(Place { is_main: false, ..place })?;
        if let Some(mask) = mask.mask() {
            self.add_mask(mask, inner)?;
        }
        self.add_group(mask.root(), inner)
    }

    fn add_path(&mut self, path: &Path, place: Place) -> Result<(), ImageError> {
        let bounds = path.abs_stroke_bounding_box();
        let area = if place.is_main { self.area_of(bounds).min(place.area) } else { place.area };
        let edges = self.edges_of(path, place);
        if let Some(fill) = path.fill() {
            self.add(area * shading(fill.paint()) + edges)?;
        }
        if let Some(stroke) = path.stroke() {
            self.add(area * shading(stroke.paint()) + STROKING * edges)?;
            self.add(DASH * stroke.dasharray().map_or(0.0, |dashes| dashes_of(path, dashes)))?;
        }
        Ok(())
    }

    /// The work of the edges of a shape.
    fn edges_of(&self, path: &Path, place: Place) -> f32 {
        let (x, y) = path.abs_transform().get_scale();
        let scale = if place.is_main { x.max(y) * self.scale } else { f32::INFINITY };
        // What is beyond the canvas is cut off.
        let longest = 2.0 * EDGE as f32;
        lengths(path).map(|length| EDGE_START + EDGE_LENGTH * (length * scale).min(longest)).sum()
    }

    /// Pixels of a box on the canvas; a line has some, too.
    fn area_of(&self, bounds: Rect) -> f32 {
        (bounds.width() * self.scale).max(1.0) * (bounds.height() * self.scale).max(1.0)
    }
}

fn shading(paint: &Paint) -> f32 {
    if matches!(paint, Paint::Color(_)) { 1.0 } else { SHADING }
}

/// How many dashes a line may fall into.
fn dashes_of(path: &Path, dashes: &[f32]) -> f32 {
    let period: f32 = dashes.iter().sum();
    if period > 0.0 { lengths(path).sum::<f32>() / period * dashes.len() as f32 } else { 0.0 }
}

/// Lengths of the pieces of a line; curves are no longer than the lines through their control points.
fn lengths(path: &Path) -> impl Iterator<Item = f32> {
    path.data().points().windows(2).map(|pair| (pair[1].x - pair[0].x).hypot(pair[1].y - pair[0].y))
}
