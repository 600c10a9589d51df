#!/usr/bin/env python3
"""Reads TensorBoard's event files by the formats' own descriptions, independently of mlday: TFRecord framing
(tensorflow/core/lib/io/record_writer.h), CRC-32C (RFC 3720), and protocol buffers' wire format
(protobuf.dev/programming-guides/encoding), with the fields of tensorboard's .proto files.

Usage: event_file_reader.py FILE...    prints one event a line
"""
import pathlib
import struct
import sys

# Messages: {field: (name, kind)}, where kind is a scalar's type, or another message in a list of one or more.
VALUE_JSON = {1: ("null_value", "int"), 2: ("number_value", "double"), 3: ("string_value", "text"),
              4: ("bool_value", "bool")}
START_INFO = {1: ("hparams", [{1: ("key", "text"), 2: ("value", VALUE_JSON)}]), 4: ("group_name", "text"),
              5: ("start_time_secs", "double")}
HPARAMS = {1: ("version", "int"), 3: ("session_start_info", START_INFO),
           4: ("session_end_info", {1: ("status", "int"), 2: ("end_time_secs", "double")})}
METADATA = {1: ("plugin_data", {1: ("plugin_name", "text"), 2: ("content", "bytes")}), 2: ("display_name", "text"),
            3: ("summary_description", "text"), 4: ("data_class", "int")}
TENSOR = {1: ("dtype", "int"), 2: ("tensor_shape", {2: ("dim", [{1: ("size", "int")}])}),
          5: ("float_val", ["float"]), 8: ("string_val", ["bytes"])}
HISTOGRAM = {1: ("min", "double"), 2: ("max", "double"), 3: ("num", "double"), 4: ("sum", "double"),
             5: ("sum_squares", "double"), 6: ("bucket_limit", ["double"]), 7: ("bucket", ["double"])}
VALUE = {1: ("tag", "text"), 2: ("simple_value", "float"), 5: ("histo", HISTOGRAM), 8: ("tensor", TENSOR),
         9: ("metadata", METADATA)}
EVENT = {1: ("wall_time", "double"), 2: ("step", "int"), 3: ("file_version", "text"),
         5: ("summary", {1: ("value", [VALUE])}), 7: ("session_log", {1: ("status", "int")}),
         10: ("source_metadata", {1: ("writer", "text")})}


def crc32c(data):
    """Bit by bit, as the definition has it."""
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


def masked(crc):
    return ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF


def records(data):
    """Returns the records, and how many bytes of a last one that is cut off follow; ValueError where one is wrong."""
    found, at = [], 0
    while len(data) - at >= 12:
        length, crc = struct.unpack_from("<QI", data, at)
        if masked(crc32c(data[at:at + 8])) != crc:
            raise ValueError(f"byte {at}: the length's checksum is wrong")
        if len(data) - at < 12 + length + 4:
            break
        record = data[at + 12:at + 12 + length]
        if masked(crc32c(record)) != struct.unpack_from("<I", data, at + 12 + length)[0]:
            raise ValueError(f"byte {at}: the record's checksum is wrong")
        found.append(record)
        at += 12 + length + 4
    return found, len(data) - at


def varint(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        value, at, shift = value | (byte & 0x7F) << shift, at + 1, shift + 7
        if byte < 0x80:
            return value, at


def scalars(kind, wire, raw):
    """The values of a field: several where numbers are packed."""
    if kind in ("double", "float"):
        size, expected, code = (8, 1, "<d") if kind == "double" else (4, 5, "<f")
        if wire not in (expected, 2) or len(raw) % size:
            raise ValueError(f"a {kind} has the wire type {wire}")
        return [value for value, in struct.iter_unpack(code, raw)]
    if kind in ("int", "bool"):
        if wire != 0:
            raise ValueError(f"an {kind} has the wire type {wire}")
        signed = raw - (1 << 64) if raw >> 63 else raw
        return [bool(signed) if kind == "bool" else signed]
    if wire != 2:
        raise ValueError(f"{kind} has the wire type {wire}")
    return [raw.decode() if kind == "text" else raw]


def message(data, fields):
    """A message as a dict; ValueError where it has a field that is not described, or of another type."""
    result, at = {}, 0
    while at < len(data):
        key, at = varint(data, at)
        number, wire = key >> 3, key & 7
        if wire == 0:
            raw, at = varint(data, at)
        else:
            length, at = varint(data, at) if wire == 2 else ({1: 8, 5: 4}[wire], at)
            raw, at = data[at:at + length], at + length
            if len(raw) != length:
                raise ValueError("a field is cut off")
        if number not in fields:
            raise ValueError(f"there is no field {number} in {[name for name, _ in fields.values()]}")
        name, kind = fields[number]
        repeated = isinstance(kind, list)
        if repeated:
            kind, = kind
        values = [message(raw, kind)] if isinstance(kind, dict) else scalars(kind, wire, raw)
        if repeated:
            result.setdefault(name, []).extend(values)
        else:
            result[name] = values[-1]
    return result


def read(path):
    """Returns the events as dicts, and how many bytes of a last record that is cut off follow."""
    found, rest = records(pathlib.Path(path).read_bytes())
    return [message(record, EVENT) for record in found], rest


def read_folder(folder):
    """The events of a folder's files in the order in which TensorBoard reads them."""
    return [event for path in sorted(pathlib.Path(folder).glob("*tfevents*")) for event in read(path)[0]]


def purged(events):
    """Yields (step, value) of what is left when a session's start purges its step and later ones."""
    left = []
    for event in events:
        if event.get("session_log", {}).get("status") == 1:
            left = [entry for entry in left if entry[0] < event.get("step", 0)]
        left += [(event.get("step", 0), value) for value in event.get("summary", {}).get("value", [])]
    return left


def main():
    for path in sys.argv[1:]:
        events, rest = read(path)
        for event in events:
            print(event)
        if rest:
            print(f"{path}: {rest} bytes of a record that is cut off")


if __name__ == "__main__":
    main()
