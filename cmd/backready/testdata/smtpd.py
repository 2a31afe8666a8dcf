# smtpd.py CERTIFICATE KEY FOLDER USER PASSWORD: aiosmtpd with STARTTLS and a
# login, on a port that it prints. It writes each mail and its envelope to FOLDER.
import asyncio
import json
import os
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult

certificate, key, folder, user, password = sys.argv[1:]


class Handler:
    async def handle_DATA(self, server, session, envelope):
        with open(os.path.join(folder, "mail"), "wb") as f:
            f.write(envelope.original_content)
        with open(os.path.join(folder, "envelope"), "w") as f:
            json.dump({"from": envelope.mail_from, "readers": envelope.rcpt_tos, "tls": session.ssl is not None, "login": session.authenticated}, f)
        return "250 taken"


def login(server, session, envelope, mechanism, data):
    return AuthResult(success=data.login == user.encode() and data.password == password.encode())


async def main():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)

    def session():
        return SMTP(Handler(), hostname="mail.halden.example", tls_context=context, require_starttls=True, auth_required=True, authenticator=login)

    server = await asyncio.get_running_loop().create_server(session, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(main())
