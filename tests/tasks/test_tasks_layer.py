import subprocess
import sys

import lstmcourse.tasks


def test_public_names_exist():
    for name in lstmcourse.tasks.__all__:
        assert hasattr(lstmcourse.tasks, name)


def test_the_layer_needs_numpy_alone():
    code = (
        "import sys, lstmcourse.tasks\n"
        "heavy = {'matplotlib', 'torch', 'tqdm', 'pydoc_data'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
