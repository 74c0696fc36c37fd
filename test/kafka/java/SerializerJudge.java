import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.Scanner;
import java.util.UUID;
import org.apache.kafka.common.serialization.*;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.connect.json.JsonSerializer;

/**
 * What Java's serializers make of values: of each line `SERIALIZER TAB VALUE` on stdin the line again, with the bytes in hex, `null`, or
 * `refused`. A value is `null`, or text in which only \\uXXXX is an escape; `String(UTF-16)` names an encoding.
 */
public class SerializerJudge {
    public static void main(String[] args) {
        Scanner lines = new Scanner(System.in, StandardCharsets.US_ASCII);
        while (lines.hasNextLine()) {
            String line = lines.nextLine();
            String[] columns = line.split("\t", -1);
            System.out.println(line + "\t" + shown(columns[0], unescape(columns[1])));
        }
    }

    private static String shown(String serializer, String text) {
        try {
            byte[] bytes = bytes(serializer, text.equals("null") ? null : text);
            return bytes == null ? "null" : HexFormat.of().formatHex(bytes);
        } catch (Exception e) {
            return "refused";
        }
    }

    private static byte[] bytes(String name, String text) throws Exception {
        boolean none = text == null;
        if (name.startsWith("String(") || name.startsWith("UUID(")) {
            Map<String, String> encoding = Map.of("serializer.encoding", name.substring(name.indexOf('(') + 1, name.length() - 1));
            if (name.startsWith("String(")) {
                StringSerializer serializer = new StringSerializer();
                serializer.configure(encoding, false);
                return serializer.serialize("t", text);
            }
            UUIDSerializer serializer = new UUIDSerializer();
            serializer.configure(encoding, false);
            return serializer.serialize("t", none ? null : UUID.fromString(text));
        }
        return switch (name) {
            case "String" -> new StringSerializer().serialize("t", text);
            case "ByteArray" -> new ByteArraySerializer().serialize("t", none ? null : HexFormat.of().parseHex(text));
            case "ByteBuffer" -> new ByteBufferSerializer().serialize("t", none ? null : ByteBuffer.wrap(HexFormat.of().parseHex(text)));
            case "Bytes" -> new BytesSerializer().serialize("t", none ? null : Bytes.wrap(HexFormat.of().parseHex(text)));
            case "Short" -> new ShortSerializer().serialize("t", none ? null : Short.valueOf(text));
            case "Integer" -> new IntegerSerializer().serialize("t", none ? null : Integer.valueOf(text));
            case "Long" -> new LongSerializer().serialize("t", none ? null : Long.valueOf(text));
            case "Float" -> new FloatSerializer().serialize("t", none ? null : Float.valueOf(text));
            case "Double" -> new DoubleSerializer().serialize("t", none ? null : Double.valueOf(text));
            case "Boolean" -> new BooleanSerializer().serialize("t", none ? null : Boolean.valueOf(text));
            case "UUID" -> new UUIDSerializer().serialize("t", none ? null : UUID.fromString(text));
            case "Void" -> {
                @SuppressWarnings({"unchecked", "rawtypes"})
                byte[] bytes = ((Serializer) new VoidSerializer()).serialize("t", text);
                yield bytes;
            }
            case "Json" -> {
                try (JsonSerializer serializer = new JsonSerializer()) {
                    yield serializer.serialize("t", none ? null : new ObjectMapper().readTree(text));
                }
            }
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static String unescape(String text) {
        StringBuilder result = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            if (text.startsWith("\\u", i)) {
                result.append((char) Integer.parseInt(text.substring(i + 2, i + 6), 16));
                i += 5;
            } else result.append(text.charAt(i));
        }
        return result.toString();
    }
}
