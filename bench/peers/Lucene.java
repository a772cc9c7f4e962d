import java.io.*;
import java.nio.charset.StandardCharsets;
import java.nio.file.*;
import java.util.*;
import org.apache.lucene.analysis.core.WhitespaceAnalyzer;
import org.apache.lucene.document.*;
import org.apache.lucene.index.*;
import org.apache.lucene.search.*;
import org.apache.lucene.store.MMapDirectory;
import org.apache.lucene.util.BytesRef;

/**
 * Lucene as a peer. "build RECORDS INDEX FACETS" makes an index of one segment, in the order shown when nothing is asked;
 * "ask INDEX FACETS" reads questions on standard input, a line each, and answers a line each. Times are taken here, around
 * what a page needs: its references, the exact total, the facets. Of two ways (one pass that ranks and gathers; a pass
 * that ranks and skips, then one that gathers) the quicker one is given.
 */
public class Lucene {
  static final int LIMIT = 20, VALUES = 12;
  static final String BETWEEN = "\u001f", ROW = "\u001e";

  public static void main(String[] args) throws Exception {
    if (args[0].equals("build")) build(Paths.get(args[1]), Paths.get(args[2]), args[3].split(","));
    else ask(Paths.get(args[1]), args[2].split(","));
  }

  static void build(Path records, Path index, String[] facets) throws IOException {
    IndexWriterConfig config = new IndexWriterConfig(new WhitespaceAnalyzer());
    config.setRAMBufferSizeMB(256);
    config.setIndexSort(new Sort(new SortField("rank", SortField.Type.LONG, true)));
    FieldType stems = new FieldType(TextField.TYPE_NOT_STORED);
    stems.setIndexOptions(IndexOptions.DOCS_AND_FREQS);
    stems.freeze();
    try (IndexWriter writer = new IndexWriter(new MMapDirectory(index), config);
        BufferedReader lines = Files.newBufferedReader(records, StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] f = line.split("\t", -1);
        Document made = new Document();
        made.add(new StoredField("ref", f[1]));
        made.add(new NumericDocValuesField("rank", Long.parseLong(f[2])));
        made.add(new NumericDocValuesField("date", Long.parseLong(f[3])));
        year(made, "year_from", f[4]);
        year(made, "year_to", f[5]);
        made.add(new Field("stems", f[6], stems));
        made.add(new TextField("plain", f[7], Field.Store.NO));
        for (String held : f[8].split(BETWEEN)) {
          int at = held.indexOf('=');
          if (at < 0) continue;
          String name = "f_" + held.substring(0, at), value = held.substring(at + 1);
          made.add(new StringField(name, value, Field.Store.NO));
          made.add(new SortedSetDocValuesField(name, new BytesRef(value)));
        }
        writer.addDocument(made);
      }
      writer.forceMerge(1);
      writer.commit();
    }
  }

  static void year(Document made, String name, String text) {
    if (text.isEmpty()) return;
    int year = Integer.parseInt(text);
    made.add(new IntPoint(name, year));
    made.add(new NumericDocValuesField(name, year));
  }

  static void ask(Path index, String[] facets) throws IOException {
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    PrintStream out = new PrintStream(System.out, true, "UTF-8");
    try (DirectoryReader reader = DirectoryReader.open(new MMapDirectory(index))) {
      IndexSearcher searcher = new IndexSearcher(reader);
      searcher.setQueryCache(null);  // nothing is kept of earlier answers, here as there
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        Question question = new Question(line.split("\t", -1), facets);
        Answer best = null;
        for (boolean once : new boolean[] {true, false}) {
          Answer answer = question.measured(searcher, once);
          if (best == null || answer.median() < best.median()) best = answer;
        }
        out.println(best.told());
      }
    }
  }

  static class Answer {
    int total;
    List<String> refs = new ArrayList<>();
    List<String> counts = new ArrayList<>();
    List<Double> taken = new ArrayList<>();

    double median() {
      List<Double> sorted = new ArrayList<>(taken);
      Collections.sort(sorted);
      return sorted.get(sorted.size() / 2);
    }

    String told() {
      List<String> times = new ArrayList<>();
      for (double one : taken) times.add(String.format(Locale.ROOT, "%.4f", one));
      return total + "\t" + String.join(" ", times) + "\t" + String.join(" ", refs) + "\t" + String.join(ROW, counts);
    }
  }

  /** turns, stems wanted, stems refused, century, phrase, start, filters, years, sort, offset, facets or not */
  static class Question {
    final int turns, offset;
    final String[] told, facets;
    final Map<String, List<String>> filters = new LinkedHashMap<>();
    final boolean scored, counted;

    Question(String[] told, String[] facets) {
      this.told = told;
      this.facets = facets;
      turns = Integer.parseInt(told[0]);
      offset = Integer.parseInt(told[9]);
      counted = told[10].equals("1");
      for (String one : told[6].split(BETWEEN)) {
        int at = one.indexOf('=');
        if (at > 0) filters.computeIfAbsent(one.substring(0, at), k -> new ArrayList<>()).add(one.substring(at + 1));
      }
      scored = !(told[1] + told[3] + told[4] + told[5]).isEmpty();
    }

    Answer measured(IndexSearcher searcher, boolean once) throws IOException {
      long start = System.nanoTime();
      // Until the machine has compiled what is run often, and no longer than a fifth of a second.
      for (int turn = 0; turn < 40 && System.nanoTime() - start < 200_000_000L; turn++) answered(searcher, once);
      Answer answer = null;
      List<Double> taken = new ArrayList<>();
      for (int turn = 0; turn < turns; turn++) {
        long before = System.nanoTime();
        answer = answered(searcher, once);
        taken.add((System.nanoTime() - before) / 1e6);
      }
      answer.taken = taken;
      return answer;
    }

    Answer answered(IndexSearcher searcher, boolean once) throws IOException {
      Answer answer = new Answer();
      Query query = query("");
      boolean all = query instanceof MatchAllDocsQuery;
      Gatherer found = new Gatherer();
      TopDocsCollector<?> top = top(searcher, once && !all);
      if (all) {
        searcher.search(query, top);
        answer.total = searcher.getIndexReader().numDocs();
      } else if (once) {
        searcher.search(query, MultiCollector.wrap(top, found));
      } else {
        searcher.search(query, top);
        searcher.search(query, found);
      }
      if (!all) answer.total = found.count;
      for (ScoreDoc hit : top.topDocs(offset, LIMIT).scoreDocs) answer.refs.add(searcher.doc(hit.doc).get("ref"));
      if (counted) for (String key : facets) count(searcher, key, filters.containsKey(key) ? null : found, all, answer.counts);
      return answer;
    }

    TopDocsCollector<?> top(IndexSearcher searcher, boolean exact) {
      int most = Math.max(1, Math.min(offset + LIMIT, searcher.getIndexReader().maxDoc()));
      int counted = exact ? Integer.MAX_VALUE : 1;
      if (told[8].equals("date")) return TopFieldCollector.create(new Sort(new SortField("date", SortField.Type.LONG)), most, counted);
      if (scored) return TopScoreDocCollector.create(most, counted);
      return TopFieldCollector.create(new Sort(new SortField("rank", SortField.Type.LONG, true)), most, counted);
    }

    /** The counts of a facet: among what was found; without its own filter (found is null) among what the others leave. */
    void count(IndexSearcher searcher, String key, Gatherer found, boolean all, List<String> rows) throws IOException {
      Gatherer among = found;
      if (found == null) {
        Query others = query(key);
        all = others instanceof MatchAllDocsQuery;
        among = new Gatherer();
        if (!all) searcher.search(others, among);
      }
      LeafReader leaf = searcher.getIndexReader().leaves().get(0).reader();
      SortedSetDocValues many = DocValues.getSortedSet(leaf, "f_" + key);
      SortedDocValues single = DocValues.unwrapSingleton(many);
      int[] counts = new int[(int) many.getValueCount()];
      if (single != null) one(single, among, all, counts);
      else several(many, among, all, counts);
      best(many, key, counts, rows);
    }

    void one(SortedDocValues values, Gatherer among, boolean all, int[] counts) throws IOException {
      if (all) while (values.nextDoc() != DocIdSetIterator.NO_MORE_DOCS) counts[values.ordValue()]++;
      else for (int at = 0; at < among.count; at++) if (values.advanceExact(among.docs[at])) counts[values.ordValue()]++;
    }

    void several(SortedSetDocValues values, Gatherer among, boolean all, int[] counts) throws IOException {
      if (all) while (values.nextDoc() != DocIdSetIterator.NO_MORE_DOCS) add(values, counts);
      else for (int at = 0; at < among.count; at++) if (values.advanceExact(among.docs[at])) add(values, counts);
    }

    void add(SortedSetDocValues values, int[] counts) throws IOException {
      for (long ord = values.nextOrd(); ord != SortedSetDocValues.NO_MORE_ORDS; ord = values.nextOrd()) counts[(int) ord]++;
    }

    /** The most frequent values; of two equal ones, the first in order of value. */
    void best(SortedSetDocValues values, String key, int[] counts, List<String> rows) throws IOException {
      PriorityQueue<Integer> kept = new PriorityQueue<>((a, b) -> counts[a] != counts[b] ? counts[a] - counts[b] : b - a);
      int least = 0;
      for (int ord = 0; ord < counts.length; ord++) {
        if (counts[ord] <= least) continue;
        kept.add(ord);
        if (kept.size() > VALUES) kept.poll();
        if (kept.size() == VALUES) least = counts[kept.peek()];
      }
      LinkedList<String> told = new LinkedList<>();
      while (!kept.isEmpty()) {
        int ord = kept.poll();
        told.addFirst(key + BETWEEN + values.lookupOrd(ord).utf8ToString() + BETWEEN + counts[ord]);
      }
      rows.addAll(told);
    }

    /** The question as a query, one filter left out. */
    Query query(String but) {
      BooleanQuery.Builder made = new BooleanQuery.Builder();
      int parts = 0;
      for (String choice : split(told[1], " ")) { made.add(words(choice), BooleanClause.Occur.MUST); parts++; }
      if (!told[3].isEmpty()) {
        String[] century = told[3].split(",");
        BooleanQuery.Builder either = new BooleanQuery.Builder();
        either.add(words(century[0]), BooleanClause.Occur.SHOULD);
        either.add(dated(Integer.parseInt(century[1]), Integer.parseInt(century[2])), BooleanClause.Occur.SHOULD);
        made.add(either.build(), BooleanClause.Occur.MUST);
        parts++;
      }
      if (!told[4].isEmpty()) { made.add(new PhraseQuery("plain", told[4].split(" ")), BooleanClause.Occur.MUST); parts++; }
      if (!told[5].isEmpty()) { made.add(new PrefixQuery(new Term("plain", told[5])), BooleanClause.Occur.MUST); parts++; }
      for (Map.Entry<String, List<String>> filter : filters.entrySet()) {
        if (filter.getKey().equals(but)) continue;
        BooleanQuery.Builder either = new BooleanQuery.Builder();
        for (String value : filter.getValue()) either.add(new TermQuery(new Term("f_" + filter.getKey(), value)), BooleanClause.Occur.SHOULD);
        made.add(either.build(), BooleanClause.Occur.FILTER);
        parts++;
      }
      if (!told[7].isEmpty()) {
        String[] years = told[7].split(",");
        made.add(dated(Integer.parseInt(years[0]), Integer.parseInt(years[1])), BooleanClause.Occur.FILTER);
        parts++;
      }
      if (parts == 0) return new MatchAllDocsQuery();
      for (String choice : split(told[2], " ")) made.add(words(choice), BooleanClause.Occur.MUST_NOT);
      return made.build();
    }

    String[] split(String text, String at) {
      return text.isEmpty() ? new String[0] : text.split(at);
    }

    Query words(String choice) {
      SynonymQuery.Builder made = new SynonymQuery.Builder("stems");
      for (String stem : choice.split("\\|")) made.addTerm(new Term("stems", stem));
      return made.build();
    }

    Query dated(int first, int last) {
      BooleanQuery.Builder made = new BooleanQuery.Builder();
      made.add(range("year_from", Integer.MIN_VALUE, last), BooleanClause.Occur.FILTER);
      made.add(range("year_to", first, Integer.MAX_VALUE), BooleanClause.Occur.FILTER);
      return new ConstantScoreQuery(made.build());
    }

    Query range(String name, int first, int last) {
      Query points = IntPoint.newRangeQuery(name, first, last);
      return new IndexOrDocValuesQuery(points, NumericDocValuesField.newSlowRangeQuery(name, first, last));
    }
  }

  /** The numbers of the records found, in order: an index of one segment. */
  static class Gatherer extends SimpleCollector {
    int[] docs = new int[1024];
    int count;

    @Override public void collect(int doc) {
      if (count == docs.length) docs = Arrays.copyOf(docs, count * 2);
      docs[count++] = doc;
    }

    @Override public ScoreMode scoreMode() {
      return ScoreMode.COMPLETE_NO_SCORES;
    }
  }
}
