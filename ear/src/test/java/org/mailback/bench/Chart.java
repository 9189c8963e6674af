package org.mailback.bench;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;

/** How far every figure is from its goal, as bars on a logarithmic scale: what reaches beyond the line has met it. */
final class Chart {

    private static final int WIDTH = 1_000;
    private static final int ROW = 26;
    private static final int MARGIN = 16;
    private static final int LABELS = 560;
    private static final double MOST = 10;
    private static final Color MET = new Color(0x2E7D5B);
    private static final Color MISSED = new Color(0xB3541E);
    private static final Color INK = new Color(0x222222);

    private final List<Figure> figures;
    private final BufferedImage image;

    private Chart(List<Figure> figures) {
        this.figures = figures;
        this.image = new BufferedImage(WIDTH, 2 * MARGIN + ROW * (figures.size() + 1), BufferedImage.TYPE_INT_RGB);
    }

    static Chart of(List<Figure> figures) {
        return new Chart(List.copyOf(figures));
    }

    void write(Path png) throws IOException {
        var graphics = image.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
        graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
        draw(graphics);
        graphics.dispose();
        ImageIO.write(image, "png", png.toFile());
    }

    private void draw(Graphics2D graphics) {
        graphics.setColor(INK);
        graphics.drawString("better than its goal by this factor (line: just met)", LABELS, MARGIN + 14);
        int y = MARGIN + ROW;
        for (var figure : figures) {
            graphics.setColor(INK);
            graphics.drawString(shortened(graphics, figure.what()), MARGIN, y + 17);
            graphics.setColor(figure.isMet() ? MET : MISSED);
            graphics.fillRect(LABELS, y + 5, x(figure.reserve()) - LABELS, ROW - 10);
            graphics.setColor(INK);
            graphics.drawString("×" + Figure.number(figure.reserve()), x(figure.reserve()) + 6, y + 17);
            y += ROW;
        }
        graphics.setStroke(new BasicStroke(1.5f));
        graphics.drawLine(x(1), MARGIN + ROW, x(1), y);
    }

    /** From a tenth of the goal to ten times as good. */
    private static int x(double reserve) {
        double bounded = Math.max(1 / MOST, Math.min(MOST, reserve));
        double share = (Math.log10(bounded) + 1) / 2;
        return LABELS + (int) Math.round(share * (WIDTH - LABELS - 70));
    }

    private static String shortened(Graphics2D graphics, String text) {
        var label = text;
        while (graphics.getFontMetrics().stringWidth(label) > LABELS - 2 * MARGIN) {
            label = label.substring(0, label.length() - 2) + "…";
        }
        return label;
    }
}
