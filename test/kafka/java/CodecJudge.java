import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Scanner;
import net.jpountz.lz4.LZ4FrameOutputStream;
import net.jpountz.lz4.LZ4FrameOutputStream.BLOCKSIZE;
import net.jpountz.lz4.LZ4FrameOutputStream.FLG;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.utils.internals.BufferSupplier;
import org.apache.kafka.common.utils.internals.ByteBufferOutputStream;
import org.xerial.snappy.Snappy;

/**
 * Kafka's own compression. Each line on stdin is `read TYPE BASE64` or `write FORMAT BASE64`; it answers with base64, or with `refused`
 * and the reason. The formats are those of the Java producer (`snappy`, `lz4:LEVEL`) and others that its libraries write.
 */
public class CodecJudge {
    private static final byte MAGIC = 2;

    public static void main(String[] args) {
        Scanner lines = new Scanner(System.in, StandardCharsets.UTF_8);
        while (lines.hasNextLine()) {
            String[] words = lines.nextLine().split(" ", 3);
            byte[] bytes = Base64.getDecoder().decode(words[2]);
            try {
                byte[] answer = words[0].equals("read") ? read(words[1], bytes) : write(words[1], bytes);
                System.out.println(Base64.getEncoder().encodeToString(answer));
            } catch (Exception e) {
                Throwable cause = e.getCause() == null ? e : e.getCause();
                System.out.println("refused " + (e + " " + cause).replace('\n', ' '));
            }
        }
    }

    private static byte[] read(String type, byte[] bytes) throws Exception {
        Compression compression = Compression.of(type).build();
        try (InputStream in = compression.wrapForInput(ByteBuffer.wrap(bytes), MAGIC, BufferSupplier.NO_CACHING)) {
            return in.readAllBytes();
        }
    }

    private static byte[] write(String format, byte[] bytes) throws Exception {
        String[] nameAndLevel = format.split(":");
        return switch (nameAndLevel[0]) {
            case "snappy" -> kafka(Compression.snappy().build(), bytes);
            case "snappyTwice" -> twice(kafka(Compression.snappy().build(), bytes));
            case "snappyRaw" -> Snappy.compress(bytes);
            case "lz4" -> kafka(Compression.lz4().level(Integer.parseInt(nameAndLevel[1])).build(), bytes);
            case "lz4Twice" -> twice(kafka(Compression.lz4().build(), bytes));
            case "lz4Checksums" -> {
                FLG.Bits[] all = {FLG.Bits.BLOCK_INDEPENDENCE, FLG.Bits.BLOCK_CHECKSUM, FLG.Bits.CONTENT_CHECKSUM, FLG.Bits.CONTENT_SIZE};
                yield frame(BLOCKSIZE.SIZE_64KB, bytes, bytes.length, all);
            }
            case "lz4LargeBlocks" -> frame(BLOCKSIZE.SIZE_4MB, bytes, -1, FLG.Bits.BLOCK_INDEPENDENCE);
            default -> throw new IllegalArgumentException(format);
        };
    }

    private static byte[] kafka(Compression compression, byte[] bytes) throws Exception {
        ByteBufferOutputStream to = new ByteBufferOutputStream(512);
        try (OutputStream out = compression.wrapForOutput(to, MAGIC)) {
            out.write(bytes);
        }
        ByteBuffer written = to.buffer();
        written.flip();
        byte[] result = new byte[written.remaining()];
        written.get(result);
        return result;
    }

    private static byte[] frame(BLOCKSIZE size, byte[] bytes, long known, FLG.Bits... bits) throws Exception {
        ByteArrayOutputStream to = new ByteArrayOutputStream();
        try (OutputStream out = known < 0 ? new LZ4FrameOutputStream(to, size, bits) : new LZ4FrameOutputStream(to, size, known, bits)) {
            out.write(bytes);
        }
        return to.toByteArray();
    }

    private static byte[] twice(byte[] bytes) {
        byte[] both = new byte[bytes.length * 2];
        System.arraycopy(bytes, 0, both, 0, bytes.length);
        System.arraycopy(bytes, 0, both, bytes.length, bytes.length);
        return both;
    }
}
