//! SVG, drawn as a PNG (ruling D5): no script, no file, no network, no font, and nothing that costs more than a picture
//! of people's size is worth.
//!
//! A drawing of a few hundred bytes can ask for years of work. So it is counted before each step that could take long: as
//! text, before it is parsed ([`markup`]), as XML, for what references unfold to ([`weight`]) and styles are tried on
//! ([`styles`]), and as resolved shapes, for the pixels that painting touches ([`work`]).
//! Raster images, text, links, animations and scripts in it are left out; patterns, markers and the filters that are
//! dear by nature are refused.

mod markup;
mod styles;
mod weight;
mod work;

use image::{DynamicImage, RgbaImage};
use resvg::{
    tiny_skia::{Pixmap, Transform},
    usvg::{ImageHrefResolver, Options, Tree, roxmltree},
};

use super::{ImageError, Renditions, check_pixels, rendition::Rendition, thumbnail};

/// The longest side of a rendition in pixels: a drawing has no pixels of its own.
const EDGE: u32 = 512;
/// Mebibytes that the layers of a drawing take at worst.
pub(super) const MEMORY: u32 = 256;

/// The most elements, texts and comments.
const MAXIMUM_NODES: u32 = 20_000;

/// A drawing that is known to be cheap enough.
pub(super) struct Drawing(Tree);

impl Drawing {
    pub(super) fn read(bytes: &[u8]) -> Result<Self, ImageError> {
        let text = std::str::from_utf8(bytes).map_err(|_| ImageError::Broken)?;
        // A few of them unfold to gigabytes, and hardly any drawing has a use for them.
        if text.contains("<!ENTITY") {
            return Err(ImageError::Refused("declares entities of XML"));
        }
        markup::check(text)?;
        let options = roxmltree::ParsingOptions { allow_dtd: true, nodes_limit: MAXIMUM_NODES, ..Default::default() };
        let document = roxmltree::Document::parse_with_options(text, options).map_err(|error| match error {
            roxmltree::Error::NodesLimitReached => TOO_COMPLEX,
            _ => ImageError::Broken,
        })?;
        if document.root_element().tag_name().name() != "svg" {
            return Err(ImageError::Unknown);
        }
        weight::check(&document)?;
        let tree = Tree::from_xmltree(&document, &options_without_references()).map_err(|_| ImageError::Broken)?;
        let size = tree.size();
        check_pixels(pixels(size.width()), pixels(size.height()))?;
        let drawing = Self(tree);
        work::check(&drawing.0, drawing.scale(EDGE))?;
        Ok(drawing)
    }

    /// The thumbnail is drawn once more, as lines that are drawn small look better than lines that are made small.
    pub(super) fn render(self) -> Result<Renditions, ImageError> {
        let original = Rendition::png(&self.draw(EDGE)?)?;
        Ok(Renditions::new(original, Rendition::png(&self.draw(thumbnail::EDGE)?)?))
    }

    fn draw(&self, edge: u32) -> Result<DynamicImage, ImageError> {
        let scale = self.scale(edge);
        let side = |length: f32| (pixels(length * scale) as u32).clamp(1, edge);
        let (width, height) = (side(self.0.size().width()), side(self.0.size().height()));
        let mut pixmap = Pixmap::new(width, height).ok_or(ImageError::Broken)?;
        resvg::render(&self.0, Transform::from_scale(scale, scale), &mut pixmap.as_mut());
        let image = RgbaImage::from_raw(width, height, pixmap.take_demultiplied()).ok_or(ImageError::Broken)?;
        Ok(image.into())
    }

    fn scale(&self, edge: u32) -> f32 {
        let size = self.0.size();
        edge as f32 / size.width().max(size.height())
    }
}

const TOO_COMPLEX: ImageError = ImageError::Refused("is too complex a drawing");

/// Reads nothing but the text that it is given.
fn options_without_references() -> Options<'static> {
    Options {
        image_href_resolver: ImageHrefResolver {
            resolve_data: Box::new(|_, _, _| None),
            resolve_string: Box::new(|_, _| None),
        },
        ..Options::default()
    }
}

/// Whole pixels, of which there is at least one. Casts of floats saturate; what is no number counts as the most.
fn pixels(length: f32) -> u64 {
    if length.is_finite() { (length.round() as u64).max(1) } else { u64::MAX }
}
