import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Scanner;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.MetricConfig;
import org.apache.kafka.common.metrics.MeasurableStat;
import org.apache.kafka.common.metrics.stats.Avg;
import org.apache.kafka.common.metrics.stats.Max;
import org.apache.kafka.common.metrics.stats.Rate;
import org.apache.kafka.common.metrics.stats.WindowedCount;
import org.apache.kafka.common.metrics.stats.WindowedSum;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * What Java makes of the same events as ours. `stats`: each line of stdin is `STAT SAMPLES WINDOW_MS` and then `AT_MS:VALUE` to record or
 * `AT_MS` to measure; the measured values stand on one line. `produce KEY=VALUE…`: sends what stdin says (`send TOPIC PARTITION SIZE`,
 * `flush`, `until METRIC VALUE TOPIC` with records to the topic), then prints `GROUP TAB NAME TAB TAGS TAB VALUE` of every metric.
 */
public class MetricsJudge {
    public static void main(String[] args) {
        Scanner lines = new Scanner(System.in, StandardCharsets.US_ASCII);
        if (args[0].equals("stats")) {
            while (lines.hasNextLine()) System.out.println(measured(lines.nextLine().split(" ")));
            return;
        }
        Map<String, Object> properties = new HashMap<>();
        for (int i = 1; i < args.length; i++) {
            int equals = args[i].indexOf('=');
            properties.put(args[i].substring(0, equals), args[i].substring(equals + 1));
        }
        produce(properties, lines);
    }

    private static String measured(String[] words) {
        MeasurableStat stat = stat(words[0]);
        MetricConfig config = new MetricConfig()
            .samples(Integer.parseInt(words[1]))
            .timeWindow(Long.parseLong(words[2]), java.util.concurrent.TimeUnit.MILLISECONDS);
        StringBuilder values = new StringBuilder();
        for (int i = 3; i < words.length; i++) {
            String[] event = words[i].split(":");
            long atMs = Long.parseLong(event[0]);
            if (event.length == 2) stat.record(config, Double.parseDouble(event[1]), atMs);
            else values.append(stat.measure(config, atMs)).append(' ');
        }
        return values.toString().trim();
    }

    private static MeasurableStat stat(String name) {
        return switch (name) {
            case "avg" -> new Avg();
            case "max" -> new Max();
            case "sum" -> new WindowedSum();
            case "rate" -> new Rate();
            case "countRate" -> new Rate(new WindowedCount());
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static void produce(Map<String, Object> properties, Scanner lines) {
        try (var producer = new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            while (lines.hasNextLine()) {
                String[] words = lines.nextLine().split(" ");
                switch (words[0]) {
                    case "flush" -> producer.flush();
                    case "send" -> producer.send(new ProducerRecord<>(words[1], Integer.parseInt(words[2]), null, value(Integer.parseInt(words[3]))));
                    default -> {
                        while (metric(producer, words[1]) < Double.parseDouble(words[2])) {
                            producer.send(new ProducerRecord<>(words[3], 0, null, value(10)));
                            producer.flush();
                        }
                    }
                }
            }
            for (Map.Entry<MetricName, ? extends Metric> entry : producer.metrics().entrySet()) {
                MetricName name = entry.getKey();
                String tags = String.join(",", name.tags().entrySet().stream().map(Object::toString).toList());
                System.out.println(String.join("\t", name.group(), name.name(), tags, String.valueOf(entry.getValue().metricValue())));
            }
        }
    }

    private static double metric(KafkaProducer<byte[], byte[]> producer, String name) {
        for (var entry : producer.metrics().entrySet())
            if (entry.getKey().name().equals(name)) return (double) entry.getValue().metricValue();
        throw new IllegalArgumentException(name);
    }

    /** Compresses well, and the same everywhere. */
    private static byte[] value(int size) {
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) bytes[i] = (byte) ('a' + i % 26);
        return bytes;
    }
}
