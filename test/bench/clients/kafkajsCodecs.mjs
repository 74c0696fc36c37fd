// kafkajs brings gzip only; the other codecs are plugged in from packages nobody here wrote.
import zlib from 'node:zlib';
import kafkajs from 'kafkajs';
import lz4 from 'lz4js';
import snappy from 'snappyjs';

const { CompressionCodecs, CompressionTypes } = kafkajs;
const xerialHeader = Buffer.from('82534e4150505900' + '0000000100000001', 'hex');

CompressionCodecs[CompressionTypes.Snappy] = () => ({
  compress: async encoder => Buffer.from(snappy.compress(encoder.buffer)),
  decompress: async bytes =>
    bytes.subarray(0, 8).equals(xerialHeader.subarray(0, 8)) ? xerial(bytes) : snappy.uncompress(bytes),
});
CompressionCodecs[CompressionTypes.LZ4] = () => ({
  compress: async encoder => Buffer.from(lz4.compress(encoder.buffer)),
  decompress: async bytes => Buffer.from(lz4.decompress(bytes)),
});
CompressionCodecs[CompressionTypes.ZSTD] = () => ({
  compress: async encoder => zlib.zstdCompressSync(encoder.buffer),
  decompress: async bytes => zlib.zstdDecompressSync(bytes),
});

export const kafkajsTypes = {
  none: CompressionTypes.None,
  gzip: CompressionTypes.GZIP,
  snappy: CompressionTypes.Snappy,
  lz4: CompressionTypes.LZ4,
  zstd: CompressionTypes.ZSTD,
};

function xerial(bytes) {
  const parts = [];
  for (let at = xerialHeader.length; at < bytes.length;) {
    const length = bytes.readInt32BE(at);
    parts.push(snappy.uncompress(bytes.subarray(at + 4, at + 4 + length)));
    at += 4 + length;
  }
  return Buffer.concat(parts);
}
