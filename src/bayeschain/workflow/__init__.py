"""How a run goes: the steps, the run folder, the manifest.

Modules in reading order:

- events: what a run tells while it goes
- exchange: two folders change names in one step
- folder: a folder appears whole or not at all
- inputs: model file and surveys, read and checked
- manifest: what made a run folder
- reporting: from a fit to the files of its report
- running: all steps of a run
- checking: everything but sampling
- starting: a study to begin with, and the case to look at

Nothing is imported here: a model file that is wrong is refused before a sampler is loaded.
"""
