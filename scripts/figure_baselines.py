"""Draw the pictures that the image tests compare with: `make baselines`. Look at them before they are committed."""

from tests.report.conftest import image_source
from tests.report.test_images import BASELINE, CASES, drawn

if __name__ == "__main__":
    BASELINE.mkdir(exist_ok=True)
    source = image_source()
    for name, options in CASES.items():
        (BASELINE / f"{name}.png").write_bytes(drawn(source, options))
        print(BASELINE / f"{name}.png")
