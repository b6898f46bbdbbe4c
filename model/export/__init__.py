"""The network for other programs: as an ONNX file, and as a folder that model hubs take."""
