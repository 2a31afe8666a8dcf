# mail.py MAIL: read a mail as Python does, strictly, and print what is in it.
import email
import email.policy
import hashlib
import json
import sys

raw = open(sys.argv[1], "rb").read()
email.message_from_bytes(raw, policy=email.policy.strict)  # raises where it is not as it should be
message = email.message_from_bytes(raw, policy=email.policy.default)

defects, parts = [], []
for part in message.walk():
    defects += map(str, part.defects)
    defects += [f"{name}: {d}" for name, value in part.items() for d in value.defects]
    if not part.is_multipart():
        content = part.get_payload(decode=True)
        parts.append({
            "type": part.get_content_type(), "disposition": part.get_content_disposition() or "",
            "name": part.get_filename() or "", "sha256": hashlib.sha256(content).hexdigest(),
            "text": part.get_content() if part.get_content_disposition() is None else "",
        })
print(json.dumps({
    "structure": [p.get_content_type() for p in message.walk()],
    "headers": [[name, str(value)] for name, value in message.items()],
    "defects": defects, "parts": parts,
    "longest": max(map(len, raw.split(b"\r\n"))), "bare": raw.count(b"\n") - raw.count(b"\r\n"), "eighth": any(b > 127 for b in raw),
}))
