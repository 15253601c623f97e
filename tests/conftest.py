"""Settings for every test: hypothesis without deadlines, and the same examples on every CI run."""

import os

from hypothesis import settings

# A deadline fails a test on a busy machine; the first call may also load a library.
settings.register_profile("default", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "default")
