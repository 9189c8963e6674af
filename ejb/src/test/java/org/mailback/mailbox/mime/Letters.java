package org.mailback.mailbox.mime;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** Letters as people send them, and the words they are made of, to be spoiled. */
final class Letters {

    static final List<byte[]> SAMPLES = Stream.of("""
            Message-ID: <1@example.org>
            Date: Mon, 23 Nov 2026 10:00:00 +0100
            From: =?utf-8?q?Ad=C3=A4_Lovelace?= <ada@example.org>
            To: "Bob, the builder" <bob@example.org>, undisclosed-recipients:;
            Subject: =?iso-8859-1?Q?Gr=FC=DFe?= =?utf-8?B?8J+YgA==?=
             and a second line
            MIME-Version: 1.0
            Content-Type: multipart/mixed; boundary="outer"

            preamble
            --outer
            Content-Type: multipart/alternative; boundary=inner

            --inner
            Content-Type: text/plain; charset=utf-8; format=flowed
            Content-Transfer-Encoding: quoted-printable

            Gr=C3=BC=C3=9Fe =
            and =3D more
            --inner
            Content-Type: text/html; charset=windows-1252
            Content-Transfer-Encoding: 8bit

            <html><body style="color:red" onload="x()"><p>Hi <b>there</b><img src="cid:i@x"><a href="http://x/">l</a>
            <table><tr><td width=10%>&nbsp;&#8364;</td></tr></table><script>alert(1)</script></body></html>
            --inner--
            --outer
            Content-Type: image/png; name*0="a-very"; name*1*=utf-8''%20long%C3%A4.png
            Content-ID: <i@x>
            Content-Disposition: inline; filename="=?utf-8?q?b=C3=A4r=2Epng?="; size=12
            Content-Transfer-Encoding: base64

            iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==
            --outer
            Content-Type: message/rfc822
            Content-Disposition: attachment

            Subject: within
            Content-Type: text/plain; charset=iso-2022-jp

            \u001b$B$3$s\u001b(B
            --outer
            Content-Type: application/octet-stream; name="../../etc/passwd"
            Content-Transfer-Encoding: x-uuencode

            begin 644 x.txt
            +:&5L;&\\@=V]R;&0
            `
            end
            --outer--
            epilogue
            """, """
            From: a@x
            Content-Type: text/plain; charset="utf-7"
            Content-Transfer-Encoding: base64

            SGVsbG8gd29ybGQ=
            """, """
            From: a@x
            Content-Type: multipart/signed; micalg=pgp-sha1; protocol="application/pgp-signature"; boundary="=_x"

            --=_x
            Content-Type: multipart/related; type="text/html"; start="<r>"; boundary=r

            --r
            Content-Type: text/html; charset=utf-16
            Content-ID: <r>

            <p>\u00ff\u00fe
            --r--
            --=_x
            Content-Type: application/pgp-signature; name=s.asc

            -----BEGIN PGP SIGNATURE-----
            =ybegin line=128 size=5 name=x
            --=_x--
            """)
            .map(text -> text.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1))
            .toList();

    static final List<String> WORDS = List.of(
            "\r\n",
            "\n",
            "\r",
            "\r\n\r\n",
            "\r\n ",
            "\r\n\t",
            "\0",
            "\u00ff",
            "\u00c3",
            "\u00ed\u00a0\u0080",
            "--outer",
            "--inner--",
            "--outer--\r\n",
            "\r\n--outer\r\n",
            "boundary=",
            "boundary=\"\"",
            ";",
            "\"",
            "\\",
            "(",
            ")",
            "((((",
            "<",
            ">",
            "=",
            "=3",
            "=?",
            "?=",
            "=?utf-8?B?",
            "=?x?q?=00?=",
            "charset=",
            "charset=x-unknown",
            "charset=utf-16",
            "charset=utf-32",
            "charset=\"utf-8'\"",
            "charset=iso-2022-jp",
            "charset=COMPOUND_TEXT",
            "name*=",
            "name*0*=",
            "name*9999999999=",
            "''%",
            "%",
            "%zz",
            "Content-Type: ",
            "Content-Type: multipart/mixed",
            "Content-Type: text/html\r\n\r\n",
            "multipart/digest",
            "message/rfc822",
            "message/partial",
            "message/external-body",
            "Content-Transfer-Encoding: ",
            "base64",
            "quoted-printable",
            "x-uuencode",
            "uuencode",
            "7bit",
            "begin 644 ",
            "end",
            "Content-Disposition: attachment; filename=",
            "filename*=utf-8''",
            "<script>",
            "<style>",
            "</",
            "<!--",
            "-->",
            "<![CDATA[",
            "&#",
            "&#x110000;",
            "&#0;",
            "<svg onload=x>",
            "<img src=",
            "javascript:",
            "style=\"",
            "url(",
            "expression(",
            "/*",
            "@import",
            "<table>",
            "<p>",
            "<a href=");

    private Letters() {}
}
