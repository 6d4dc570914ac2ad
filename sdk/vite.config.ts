export default {
  root: import.meta.dirname,
  build: {
    outDir: 'dist',
    lib: {
      entry: 'index.ts',
      name: 'Trill',
      formats: ['es', 'iife'],
      fileName: (format: string) => (format === 'es' ? 'trill.js' : 'trill.global.js'),
    },
    rolldownOptions: { output: { minify: true, esModule: false, generatedCode: { symbols: false } } },
  },
}
