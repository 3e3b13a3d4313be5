/// The program's version, part of every run's identity.
public let hindcastVersion = "0.1.0"
