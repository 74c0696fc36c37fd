import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Locale;
import java.util.Properties;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Apache Kafka's Java producer under load. Arguments: bootstrap servers, then name=value producer properties.
 * Each line "TOPIC RECORD_BYTES RECORDS [PER_SECOND [PARTITIONS]]" on stdin is one round, answered by one line of JSON; rounds share one JVM and
 * one producer, so that later ones run compiled code.
 */
public final class ProducerBench {
    /** A callback object for every record would be measured too; errors are counted for all of them. */
    private static final int SAMPLE_EVERY = 64;

    public static void main(String[] args) throws Exception {
        Properties properties = new Properties();
        properties.put("bootstrap.servers", args[0]);
        for (String arg : Arrays.copyOfRange(args, 1, args.length)) {
            int equals = arg.indexOf('=');
            properties.put(arg.substring(0, equals), arg.substring(equals + 1));
        }
        BufferedReader requests = new BufferedReader(new InputStreamReader(System.in));
        try (var producer = new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (String line = requests.readLine(); line != null; line = requests.readLine()) {
                String[] words = line.trim().split(" ");
                int perSecond = words.length > 3 ? Integer.parseInt(words[3]) : 0;
                int partitions = words.length > 4 ? Integer.parseInt(words[4]) : 0;
                System.out.println(round(
                    producer, words[0], Integer.parseInt(words[1]), Integer.parseInt(words[2]), perSecond, partitions));
            }
        }
    }

    /** perSecond 0: as fast as it can, and every 64th record is timed. partitions 0: the producer chooses. */
    private static String round(
            KafkaProducer<byte[], byte[]> producer, String topic, int recordBytes, int records, int perSecond, int partitions) {
        byte[] value = new byte[recordBytes];
        new Random(7).nextBytes(value);
        int sampleEvery = perSecond > 0 ? 1 : SAMPLE_EVERY;
        long[] latencies = new long[(records + sampleEvery - 1) / sampleEvery];
        AtomicInteger errors = new AtomicInteger();
        Callback countErrors = (metadata, error) -> {
            if (error != null) errors.incrementAndGet();
        };
        producer.partitionsFor(topic);
        long cpuBefore = cpuNanos();
        long began = System.nanoTime();
        for (int n = 0; n < records; n++) {
            if (perSecond > 0) {
                long dueNanos = began + n * 1_000_000_000L / perSecond;
                for (long now = System.nanoTime(); now < dueNanos; now = System.nanoTime()) LockSupport.parkNanos(dueNanos - now);
            }
            Callback callback = countErrors;
            if (n % sampleEvery == 0) {
                int sample = n / sampleEvery;
                long sent = System.nanoTime();
                callback = (metadata, error) -> {
                    latencies[sample] = System.nanoTime() - sent;
                    if (error != null) errors.incrementAndGet();
                };
            }
            producer.send(new ProducerRecord<>(topic, partitions > 0 ? n % partitions : null, null, value), callback);
        }
        producer.flush();
        double seconds = (System.nanoTime() - began) / 1e9;
        double cpuSeconds = (cpuNanos() - cpuBefore) / 1e9;
        Arrays.sort(latencies);
        return String.format(
            Locale.ROOT,
            "{\"records\":%d,\"recordBytes\":%d,\"seconds\":%.6f,\"cpuSeconds\":%.6f,\"p50Ms\":%.3f,\"p99Ms\":%.3f,\"errors\":%d}",
            records, recordBytes, seconds, cpuSeconds, percentileMs(latencies, 50), percentileMs(latencies, 99), errors.get());
    }

    private static double percentileMs(long[] sorted, int percent) {
        return sorted[Math.min(sorted.length - 1, sorted.length * percent / 100)] / 1e6;
    }

    private static long cpuNanos() {
        var system = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return system.getProcessCpuTime();
    }
}
