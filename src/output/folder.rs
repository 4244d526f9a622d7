//! The folder of a run: what is written into it, and how.

use super::Failure;
use engine::recording::{
    Block, Column, CsvWriter, Provenance, RecordingError, Writer, Written, write_file,
};
use std::path::{Path, PathBuf};
use viz::{Figure, PNG_SCALE, Size};

/// A folder that takes a run's files.
pub struct Folder {
    path: PathBuf,
    /// Itself and those around it that were not there, the innermost first.
    made: Vec<PathBuf>,
}

impl Folder {
    /// Makes it where it is not there yet.
    pub fn open(path: &Path) -> Result<Self, Failure> {
        let all = path.ancestors().filter(|p| !p.as_os_str().is_empty());
        let made = all
            .take_while(|p| !p.exists())
            .map(Path::to_owned)
            .collect();
        std::fs::create_dir_all(path).map_err(|error| {
            Failure::bad_input(format!(
                "cannot make the folder `{}`: {error}; choose another",
                path.display()
            ))
        })?;
        Ok(Self {
            path: path.to_owned(),
            made,
        })
    }

    /// The path of a file in it.
    pub fn file(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// The folder itself.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Removes what this run made of it, where nothing came into it.
    pub fn give_up(&self) {
        // Fails where something is in it, which is then meant to stay.
        let _ = self.made.iter().try_for_each(std::fs::remove_dir);
    }

    /// Says before long work that there could be no such folder after it.
    pub fn has_place(path: &Path) -> Result<(), Failure> {
        Self::open(path).map(|folder| folder.give_up())
    }

    /// Writes a small file, beside and renamed.
    pub fn write(&self, name: &str, contents: &[u8]) -> Result<Written, RecordingError> {
        write_file(&self.file(name), contents)
    }

    /// Draws the figure twice; the second is why there is no PNG.
    pub fn draw(&self, figure: &Figure) -> Result<(Vec<Written>, Option<String>), RecordingError> {
        let scene = viz::layout(figure, Size::for_figure(figure));
        let mut written = vec![self.write("figure.svg", viz::svg(&scene).as_bytes())?];
        let drawn = viz::draw(&scene, PNG_SCALE)
            .and_then(|image| image.to_png(&scene.title, &scene.description));
        let missing = match drawn {
            Ok(png) => {
                written.push(self.write("figure.png", &png)?);
                None
            }
            Err(error) => {
                // A picture of an earlier run must not stand beside these numbers.
                let _ = std::fs::remove_file(self.file("figure.png"));
                Some(error.to_string())
            }
        };
        Ok((written, missing))
    }
}

/// Where trajectories go: Parquet, CSV, both or nowhere.
pub struct Recorders {
    parquet: Option<Writer>,
    csv: Option<CsvWriter>,
}

impl Recorders {
    /// Opens those that are wanted.
    pub fn open(
        folder: &Folder,
        columns: &[Column],
        provenance: &Provenance,
        parquet: bool,
        csv: bool,
    ) -> Result<Self, RecordingError> {
        let parquet = match parquet {
            true => Some(Writer::create(
                &folder.file("recording.parquet"),
                columns,
                provenance,
            )?),
            false => None,
        };
        let csv = match csv {
            true => Some(CsvWriter::create(&folder.file("recording.csv"), columns)?),
            false => None,
        };
        Ok(Self { parquet, csv })
    }

    /// Takes a block.
    pub fn write(&mut self, block: &Block<'_>) -> Result<(), RecordingError> {
        if let Some(parquet) = &mut self.parquet {
            parquet.write(block)?;
        }
        if let Some(csv) = &mut self.csv {
            csv.write(block)?;
        }
        Ok(())
    }

    /// Puts the files in their place.
    pub fn finish(self) -> Result<Vec<Written>, RecordingError> {
        let parquet = self.parquet.map(Writer::finish).transpose()?;
        let csv = self.csv.map(CsvWriter::finish).transpose()?;
        Ok(parquet.into_iter().chain(csv).collect())
    }
}
