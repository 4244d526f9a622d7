//! Responses to drugs: whole courses against another program's integration
//! (`tests/reference/response`), closed forms, and what papers and labels report.

mod body;
mod extrapolation;

mod edges;
mod validated_closed_forms;
mod validated_courses;
mod validated_published;
