//! A picture as PNG bytes.

use ::png::{BitDepth, ColorType, Compression, Encoder, EncodingError, SrgbRenderingIntent};

use super::Image;

/// Encodes without opacity, since a page is opaque: a quarter less to write and read.
pub(super) fn encode(
    image: &Image,
    title: &str,
    description: &str,
) -> Result<Vec<u8>, EncodingError> {
    let rgb: Vec<u8> = image
        .rgba
        .chunks_exact(4)
        .flat_map(|pixel| [pixel[0], pixel[1], pixel[2]])
        .collect();
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, image.width, image.height);
    encoder.set_color(ColorType::Rgb);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_compression(Compression::Fast);
    encoder.set_source_srgb(SrgbRenderingIntent::RelativeColorimetric);
    let software = concat!("homeostat ", env!("CARGO_PKG_VERSION"));
    encoder.add_text_chunk("Software".into(), software.into())?;
    // tEXt holds Latin-1 only, and names of drugs and people need more.
    encoder.add_itxt_chunk("Title".into(), title.into())?;
    encoder.add_itxt_chunk("Description".into(), description.into())?;
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&rgb)?;
    writer.finish()?;
    Ok(bytes)
}

/// Encodes with opacity, for a picture inside a picture.
pub(crate) fn encode_clear(width: u32, height: u32, rgba: &[u8]) -> Result<Vec<u8>, EncodingError> {
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, width, height);
    encoder.set_color(ColorType::Rgba);
    encoder.set_depth(BitDepth::Eight);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(rgba)?;
    writer.finish()?;
    Ok(bytes)
}
