import java.io.FileInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Scanner;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.types.Password;

/** What the Java producer says about configurations: `keys`, `properties FILE…`, or `parse` with one configuration a line on stdin. */
public class ConfigJudge {
    public static void main(String[] args) throws Exception {
        switch (args[0]) {
            case "keys" -> keys();
            case "properties" -> {
                for (String file : Arrays.copyOfRange(args, 1, args.length)) properties(file);
            }
            case "parse" -> parse();
            default -> throw new IllegalArgumentException(args[0]);
        }
    }

    /** One key a line: name, type, default, valid values, importance. */
    private static void keys() {
        Map<String, ConfigDef.ConfigKey> sorted = new TreeMap<>(ProducerConfig.configDef().configKeys());
        System.out.println("key\ttype\tdefault\tvalid\timportance");
        for (ConfigDef.ConfigKey key : sorted.values()) {
            Object standard = key.defaultValue;
            String shown = standard == ConfigDef.NO_DEFAULT_VALUE ? "(required)"
                : standard instanceof Class<?> c ? c.getName() : String.valueOf(standard);
            String valid = key.validator == null || isListRule(key.validator) ? "" : key.validator.toString();
            System.out.println(String.join("\t", key.name, key.type.name(), shown, valid, key.importance.name()));
        }
    }

    private static boolean isListRule(ConfigDef.Validator validator) {
        return validator instanceof ConfigDef.ValidList || validator instanceof ConfigDef.NonNullValidator;
    }

    /** The properties of a file on one line, in base64: key:value, parted by blanks; or `refused`. */
    private static void properties(String file) throws Exception {
        Properties properties = new Properties();
        try (InputStream in = new FileInputStream(file)) {
            properties.load(in);
        } catch (IllegalArgumentException e) {
            System.out.println("refused");
            return;
        }
        StringBuilder line = new StringBuilder();
        for (String name : properties.stringPropertyNames())
            line.append(base64(name)).append(':').append(base64(properties.getProperty(name))).append(' ');
        System.out.println(line.toString().trim());
    }

    /** Of each line `key=value` parted by U+001F: `taken` with idempotence, reconnect backoff and each value given, or `refused` with the reason. */
    private static void parse() {
        Scanner lines = new Scanner(System.in, StandardCharsets.UTF_8);
        while (lines.hasNextLine()) {
            Map<String, Object> given = new HashMap<>();
            given.put("key.serializer", "org.apache.kafka.common.serialization.StringSerializer");
            given.put("value.serializer", "org.apache.kafka.common.serialization.StringSerializer");
            for (String pair : lines.nextLine().split("\u001f"))
                given.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
            System.out.println(verdict(given).replace('\n', ' '));
        }
    }

    private static String verdict(Map<String, Object> given) {
        try {
            ProducerConfig config = new ProducerConfig(given);
            StringBuilder values = new StringBuilder();
            for (String key : new TreeSet<>(given.keySet()))
                if (!key.endsWith(".serializer")) values.append('\u001f').append(key).append('=').append(shown(config.values().get(key)));
            return "taken " + config.getBoolean("enable.idempotence") + " " + config.getLong("reconnect.backoff.max.ms") + values;
        } catch (RuntimeException e) {
            return "refused " + e.getMessage();
        }
    }

    private static String shown(Object value) {
        if (value instanceof Password password) return password.value();
        return value instanceof List<?> list ? list.stream().map(String::valueOf).collect(Collectors.joining(",")) : String.valueOf(value);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
