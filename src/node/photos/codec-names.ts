/** The files, each within its package, that decode and encode photos: needed at run time, and no JavaScript. */
export const CODECS = {
  readJpeg: '@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm',
  readPng: '@jsquash/png/codec/pkg/squoosh_png_bg.wasm',
  readWebp: '@jsquash/webp/codec/dec/webp_dec.wasm',
  writeWebp: '@jsquash/webp/codec/enc/webp_enc_simd.wasm',
} as const;
