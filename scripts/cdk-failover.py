#!/usr/bin/env python
"""The command cdk-failover, which needs nothing but Node.js: neither the jsii runtime nor aws-cdk-lib is loaded."""
import shutil
import signal
import subprocess
import sys
import tarfile
import tempfile
from importlib.metadata import distribution
from pathlib import Path


def package() -> Path:
    """The npm package inside this one."""
    files = distribution("cdk-failover-distribution").files or []
    return Path(next(str(file.locate()) for file in files if file.name.endswith(".jsii.tgz")))


def main() -> int:
    node = shutil.which("node")
    if node is None:
        print("cdk-failover: Node.js is not installed, or not in PATH. It needs 20.16 or later.", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="cdk-failover-") as folder:
        with tarfile.open(package()) as archive:
            archive.extractall(folder)
        command = str(Path(folder, "package", "build", "lib", "cli", "main.js"))
        process = subprocess.Popen([node, command, *sys.argv[1:]])
        # Ctrl-C reaches both, and the command ends by itself.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, lambda *_: process.terminate())
        return process.wait()


sys.exit(main())
