"""Where Inkling keeps its state."""

import os
from pathlib import Path


def home_folder() -> Path:
    """Return the folder of all state: `$INKLING_HOME`, else the platform's user data folder."""
    if named := os.environ.get("INKLING_HOME"):
        return Path(named)
    import platformdirs  # 10 ms, which no first paint waits for that has a folder named

    return platformdirs.user_data_path("inkling", appauthor=False)
