import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Java's transactional producer and group consumer, each step with a line of what came of it:
 * `java -cp … Transactions.java BOOTSTRAP TOPIC GROUP TRANSACTIONAL-ID`.
 */
public final class Transactions {
    private static String bootstrap;
    private static String topic;

    public static void main(String[] args) throws Exception {
        bootstrap = args[0];
        topic = args[1];
        String group = args[2];
        String id = args[3];
        KafkaProducer<String, String> first = producer(id);
        step("first init", first::initTransactions);
        step("commit", () -> {
            first.beginTransaction();
            send(first, 0, "committed 1");
            send(first, 1, "committed 2");
            first.commitTransaction();
        });
        step("abort", () -> {
            first.beginTransaction();
            send(first, 0, "aborted");
            first.flush();
            first.abortTransaction();
        });
        step("offsets aborted", () -> {
            first.beginTransaction();
            first.sendOffsetsToTransaction(Map.of(new TopicPartition(topic, 0), new OffsetAndMetadata(9)), new ConsumerGroupMetadata(group));
            first.abortTransaction();
        });
        committedOffset(group);
        step("offsets committed", () -> {
            first.beginTransaction();
            send(first, 0, "committed 3");
            first.sendOffsetsToTransaction(Map.of(new TopicPartition(topic, 0), new OffsetAndMetadata(2)), new ConsumerGroupMetadata(group));
            first.commitTransaction();
        });
        committedOffset(group);
        first.beginTransaction();
        send(first, 0, "of the fenced");
        first.flush();
        KafkaProducer<String, String> twin = producer(id);
        step("twin init", twin::initTransactions);
        step("fenced commit", first::commitTransaction);
        step("twin commit", () -> {
            twin.beginTransaction();
            send(twin, 1, "committed 4");
            twin.commitTransaction();
        });
        first.close(Duration.ZERO);
        twin.close();
        System.out.println("end");
    }

    private interface Step {
        void run() throws Exception;
    }

    private static void step(String name, Step step) {
        try {
            step.run();
            System.out.println(name + ": done");
        } catch (Exception error) {
            System.out.println(name + ": " + error.getClass().getSimpleName());
        }
    }

    private static KafkaProducer<String, String> producer(String id) {
        Properties properties = new Properties();
        properties.putAll(Map.of("bootstrap.servers", bootstrap, "transactional.id", id, "max.block.ms", "20000"));
        return new KafkaProducer<>(properties, new StringSerializer(), new StringSerializer());
    }

    private static void send(KafkaProducer<String, String> producer, int partition, String value) {
        producer.send(new ProducerRecord<>(topic, partition, null, value));
    }

    /** As a consumer sees it that starts where the group is. */
    private static void committedOffset(String group) {
        Properties properties = new Properties();
        properties.putAll(Map.of("bootstrap.servers", bootstrap, "group.id", group, "group.protocol", "classic", "isolation.level", "read_committed"));
        TopicPartition partition = new TopicPartition(topic, 0);
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(properties, new StringDeserializer(), new StringDeserializer())) {
            consumer.assign(List.of(partition));
            OffsetAndMetadata committed = consumer.committed(java.util.Set.of(partition)).get(partition);
            System.out.println("offset: " + (committed == null ? "none" : committed.offset()));
        }
    }
}
