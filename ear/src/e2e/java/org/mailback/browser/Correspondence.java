package org.mailback.browser;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** An office worker's mail of a week, for the pictures. */
final class Correspondence {

    private static final List<String> INBOX = List.of(
            "4m | Marta Hoffmann <marta.hoffmann@nordwind.example> | Offer for the Rotterdam terminal, final version",
            "26m | Jonas Weber <jonas.weber@example.org> | Board meeting moved to Thursday 10:00",
            "58m | Priya Raman <priya.raman@example.org> | Re: Quarterly figures, two open questions",
            "2h | Facility Services <facility@example.org> | Lift B out of service until noon",
            "3h | Tomás Oliveira <t.oliveira@atlantico.example> | Shipping documents for order 48817",
            "4h | Lena Fischer <lena.fischer@example.org> | Lunch on Friday?",
            "6h | Accounts Payable <payables@example.org> | Invoice 2026-1187 approved for payment",
            "8h | Karin Lindqvist <karin@lindqvist.example> | Re: Re: Contract draft, clause 7",
            "21h | Travel Desk <travel@example.org> | Your train tickets to Basel, 26 November",
            "23h | Samuel Okafor <samuel.okafor@example.org> | Minutes of the project meeting",
            "25h | Yuki Tanaka <tanaka@hoshino.example> | Samples arrived in good condition",
            "27h | IT Service <it-service@example.org> | Maintenance on Saturday 22:00 to 23:30",
            "30h | Claire Dubois <claire.dubois@example.org> | Translation of the data sheet",
            "46h | Henrik Sørensen <henrik@sorensen.example> | Price list 2027",
            "48h | Aylin Demir <aylin.demir@example.org> | Vacation plan for December",
            "50h | Ravi Menon <ravi.menon@example.org> | Re: Warehouse inventory, differences explained",
            "53h | Personnel <personnel@example.org> | New colleagues in November",
            "71h | Óscar Benítez <oscar@benitez.example> | Visit to Valencia, proposed dates",
            "74h | Sabine Krüger <sabine.krueger@example.org> | Photos of the summer party",
            "77h | Legal <legal@example.org> | Data protection training, last reminder",
            "95h | Peter Novák <peter.novak@example.org> | Test report pump P-204",
            "98h | Emma Clarke <emma.clarke@example.org> | Re: Newsletter, second draft");

    private static final List<Integer> UNREAD = List.of(0, 2, 5, 8);

    static final String OPENED = "Board meeting moved to Thursday 10:00";
    static final String PENDING = "Invoice 2026-1187 approved for payment";
    static final String FAILED = "Re: Quarterly figures, two open questions";

    private Correspondence() {}

    static List<Letter> inbox() {
        var letters = new ArrayList<Letter>();
        var now = Instant.now();
        for (var line : INBOX) {
            var parts = line.split(" \\| ");
            var letter = Letter.of(parts[2]).from(parts[1]).at(now.minus(Duration.parse("PT" + parts[0])));
            letters.add(UNREAD.contains(letters.size()) ? letter : letter.read());
        }
        letters.replaceAll(letter -> letter.subject().equals(OPENED)
                ? letter.html(AGENDA)
                        .attached("agenda.pdf", "application/pdf", file(48_213))
                        .attached("figures-q3.xlsx", "application/vnd.ms-excel", file(21_870))
                : letter);
        return letters;
    }

    /** So many letters from a machine, as a shared mailbox gets them. */
    static List<Letter> tickets(int count) {
        var letters = new ArrayList<Letter>();
        for (var number = 0; number < count; number++) {
            letters.add(Letter.of(TICKETS.get(number % TICKETS.size()) + " #" + (48_100 + 7 * number))
                    .from("Service desk <desk@example.org>")
                    .at(Instant.now().minusSeconds(613L * (number + 1))));
        }
        return letters;
    }

    private static final List<String> TICKETS = List.of(
            "Delivery note missing",
            "Question about invoice",
            "Change of address",
            "Complaint: wrong colour",
            "Return label requested",
            "Order confirmation");

    private static final String AGENDA = """
            <p>Dear all,</p>
            <p>the board meeting moves by a day, because two members come straight from Rotterdam:</p>
            <table cellpadding="6" style="border-collapse: collapse">
              <tr><td style="color: #555">When</td><td><b>Thursday, 26 November, 10:00 to 12:30</b></td></tr>
              <tr><td style="color: #555">Where</td><td>Room Danube, 4th floor, or by video</td></tr>
              <tr><td style="color: #555">Papers</td><td>until Tuesday evening, please</td></tr>
            </table>
            <p>On the agenda:</p>
            <ol>
              <li>Figures of the third quarter (Priya)</li>
              <li>Offer for the Rotterdam terminal (Marta)</li>
              <li>Investments 2027: cranes 3 and 4</li>
              <li>Any other business</li>
            </ol>
            <p>The agenda and the figures are attached. Whoever cannot come, please name a deputy by Monday noon.</p>
            <p>Best regards<br>Jonas</p>
            <p style="color: #777; font-size: 90%">Jonas Weber · Board office · extension 4410</p>
            """;

    private static byte[] file(int octets) {
        return "x".repeat(octets).getBytes(StandardCharsets.US_ASCII);
    }
}
