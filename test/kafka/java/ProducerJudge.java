import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Plays scripts with Java's producer: on stdin one `{properties, steps}` a line, on stdout for each the list of what came of its steps.
 * A step that is the broker's is written to stdout, and a line on stdin says that it is done.
 */
public final class ProducerJudge {
    private static final ObjectMapper json = new ObjectMapper();
    private static final BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));

    public static void main(String[] args) throws Exception {
        for (String line = lines.readLine(); line != null; line = lines.readLine())
            System.out.println(json.writeValueAsString(new Run(json.readTree(line)).play()));
    }

    private static final class Run {
        private final JsonNode script;
        private final List<Outcome> outcomes = new ArrayList<>();
        private KafkaProducer<byte[], byte[]> producer;

        Run(JsonNode script) {
            this.script = script;
        }

        ArrayNode play() {
            Properties properties = new Properties();
            script.get("properties").fields().forEachRemaining(each -> properties.put(each.getKey(), each.getValue().asText()));
            producer = new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
            for (JsonNode step : script.get("steps")) {
                Outcome outcome = new Outcome();
                outcomes.add(outcome);
                try {
                    take(step, outcome);
                } catch (Exception error) {
                    outcome.thrown = error.getClass().getSimpleName();
                }
            }
            producer.close(Duration.ofSeconds(5));
            ArrayNode answers = json.createArrayNode();
            for (Outcome outcome : outcomes) answers.add(outcome.told());
            return answers;
        }

        private void take(JsonNode step, Outcome outcome) throws IOException {
            switch (step.get("op").asText()) {
                case "send" -> send(step, outcome);
                case "flush" -> flush();
                case "held", "release" -> {
                    System.out.println(step.get("op").asText());
                    lines.readLine();
                }
                case "close" -> producer.close();
                case "init" -> producer.initTransactions();
                case "begin" -> producer.beginTransaction();
                case "commit" -> producer.commitTransaction();
                case "abort" -> producer.abortTransaction();
                case "offsets" -> producer.sendOffsetsToTransaction(
                    Map.of(new TopicPartition(step.get("topic").asText(), step.get("partition").asInt()), new OffsetAndMetadata(step.get("offset").asLong())),
                    new ConsumerGroupMetadata(step.get("group").asText()));
                default -> throw new IllegalStateException("unknown step " + step);
            }
        }

        /**
         * A flush is over as soon as the last record is answered. What follows from the answer, a fatal error for one, the sender's
         * thread does after that; it is done when the thread has selected again.
         */
        private void flush() {
            producer.flush();
            double before = selects();
            while (selects() < before + 2) producer.flush(); // Wakes the sender.
        }

        private double selects() {
            for (var metric : producer.metrics().entrySet())
                if (metric.getKey().name().equals("select-total") && metric.getKey().group().equals("producer-metrics"))
                    return (double) metric.getValue().metricValue();
            return Double.NaN; // The producer is closed.
        }

        private void send(JsonNode step, Outcome outcome) {
            Integer partition = step.has("partition") ? step.get("partition").asInt() : null;
            Long timestamp = step.has("timestampMs") ? step.get("timestampMs").asLong() : null;
            String topic = step.get("topic").isNull() ? null : step.get("topic").asText();
            var record = new ProducerRecord<>(topic, partition, timestamp, bytes(step.get("key")), bytes(step.get("value")));
            if (step.has("headers"))
                for (JsonNode header : step.get("headers")) record.headers().add(header.get(0).asText(), bytes(header.get(1)));
            String inCallback = step.has("inCallback") ? step.get("inCallback").asText() : "";
            outcome.future = producer.send(record, callback(outcome, inCallback));
        }

        private Callback callback(Outcome outcome, String inCallback) {
            return (metadata, error) -> {
                outcome.callback.set(error == null ? "acked" : error.getClass().getSimpleName());
                if (inCallback.equals("throw")) throw new IllegalStateException("thrown by the callback");
                if (inCallback.equals("flush"))
                    try {
                        producer.flush();
                        outcome.flushed = "done";
                    } catch (Exception refused) {
                        outcome.flushed = refused.getClass().getSimpleName();
                    }
            };
        }
    }

    private static final class Outcome {
        String thrown;
        Future<RecordMetadata> future;
        String flushed;
        final AtomicReference<String> callback = new AtomicReference<>("none");

        ObjectNode told() {
            ObjectNode told = json.createObjectNode();
            if (thrown != null) told.put("thrown", thrown);
            if (flushed != null) told.put("flushInCallback", flushed);
            if (future == null) return told;
            told.put("callback", callback.get());
            try {
                RecordMetadata metadata = future.get();
                told.put("partition", metadata.partition()).put("offset", metadata.offset()).put("timestampMs", metadata.timestamp());
            } catch (ExecutionException error) {
                told.put("future", error.getCause().getClass().getSimpleName());
            } catch (InterruptedException error) {
                Thread.currentThread().interrupt();
            }
            return told;
        }
    }

    private static byte[] bytes(JsonNode base64) {
        return base64 == null || base64.isNull() ? null : Base64.getDecoder().decode(base64.asText());
    }
}
