"""A fit on disk: netCDF through h5netcdf."""

from pathlib import Path
from typing import Final

import xarray as xr

from bayeschain.errors import InputError, Problem

ENGINE: Final = "h5netcdf"


def store(fit: xr.DataTree, path: str | Path) -> Path:
    """Write a fit to a netCDF file.

    Parameters
    ----------
    fit : xarray.DataTree
        What `fit` returned.
    path : str or Path
        File to write; one that stands there is replaced.

    Returns
    -------
    Path
        The file.
    """
    path = Path(path)
    fit.to_netcdf(path, engine=ENGINE)
    return path


def load(path: str | Path) -> xr.DataTree:
    """Read a fit from a netCDF file, or from the run folder that holds it.

    Parameters
    ----------
    path : str or Path
        A file that `store` wrote, or a run folder.

    Returns
    -------
    xarray.DataTree
        Equal to what was stored; all in memory, the file closed.

    Raises
    ------
    InputError
        There is no such file, or it is not a netCDF file.
    """
    path = Path(path)
    file = path / "posterior.nc" if path.is_dir() else path
    if not file.is_file():
        raise InputError([Problem("There is no stored fit here.", "Give a run folder or its posterior.nc.", str(path))])
    try:
        with xr.open_datatree(file, engine=ENGINE) as tree:
            return tree.load()
    except OSError as error:
        problem = Problem("This file is not a stored fit.", "Run the model again to make a new one.", str(file))
        raise InputError([problem]) from error
