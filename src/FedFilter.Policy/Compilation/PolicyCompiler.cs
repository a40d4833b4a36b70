using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using FedFilter.Policy.Lists;
using FedFilter.Policy.Yaml;

namespace FedFilter.Policy.Compilation;

/// <summary>
/// Makes one <see cref="PolicySet"/> of many files. Files are read in the order of their names, but no result depends on it: what
/// would (rules, mode) may stand in one file only.
/// </summary>
public static class PolicyCompiler
{
    /// <summary>Compiles a set, or reports every problem at once.</summary>
    /// <param name="files">The policy files, and those beside them that their tests name.</param>
    /// <param name="read">Gives the texts of the lists; if left out, no list was read yet.</param>
    /// <param name="ownHosts">Our own hosts, which no list means by accident.</param>
    public static PolicyCompilation Compile(IReadOnlyList<PolicyFile> files, ReadList? read = null, IReadOnlySet<string>? ownHosts = null)
    {
        var ordered = files.OrderBy(file => file.Name, StringComparer.Ordinal).ToArray();
        var problems = new List<Problem>();
        var peers = new PeerCompiler(problems);
        var sections = Sections.Read(ordered.Where(file => file.IsPolicy), peers.Add, problems);

        var terms = TermCompiler.Compile(sections.Terms, problems);
        var known = terms.Select(term => term.Name).ToHashSet(StringComparer.Ordinal);
        var entries = peers.Finish(known);
        var lists = ListCompiler.Compile(sections.Lists, read ?? (static _ => new ListText.NotYet("it was not read yet")), ownHosts ?? FrozenSet<string>.Empty, problems);
        var mode = sections.Mode ?? PolicyMode.Enforce;
        var revision = Revision(ordered, lists.Values);
        var rules = RuleCompiler.Compile(sections.Rules, known, lists, new RuleContext(mode == PolicyMode.Enforce, revision), problems);
        var names = rules.Select(rule => rule.Name).ToHashSet(StringComparer.Ordinal);
        var tests = TestCompiler.Compile(sections.Tests, known, names, new BesideFiles(ordered.Where(file => !file.IsPolicy)), problems);
        if (sections.WhyNoMode is { } missing)
            problems.Add(missing);
        if (!sections.AreWhole)
            problems.RemoveAll(static problem => problem.IsOfReference);
        if (sections.Rules.Count == 0 && problems.Count == 0)
            problems.Add(new Problem(new Place("", 0, 0), "there are no `rules:` in any file; without one everything would be refused"));

        var set = problems.Count > 0
            ? null
            : new PolicySet(revision, mode, [.. terms], [.. rules], entries, [.. tests]) { Lists = [.. lists.Values] };
        return new PolicyCompilation(set, Problem.InOrder(problems)) { Lists = [.. lists.Values.Select(list => list.Declaration)] };
    }

    // The lists too: a decision's revision says what was in force, and a list decides as much as a rule does.
    private static string Revision(IEnumerable<PolicyFile> files, IEnumerable<PeerList> lists)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var parts = files.SelectMany(file => (string[])[file.Name, file.Text])
            .Concat(lists.OrderBy(list => list.Name, StringComparer.Ordinal).SelectMany(list => (string[])[list.Name, list.Sha256 ?? ""]));
        foreach (var part in parts)
        {
            // Lengths in front, so that no two different sets give the same octets.
            hash.AppendData(BitConverter.GetBytes((long)Encoding.UTF8.GetByteCount(part)));
            Append(hash, part);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Bit by bit: a file's octets as a whole would be megabytes more for the garbage collector to find room for.</summary>
    private static void Append(IncrementalHash hash, ReadOnlySpan<char> text)
    {
        var (encoder, octets, whole) = (Encoding.UTF8.GetEncoder(), new byte[8 * 1024], false);
        while (!whole)
        {
            encoder.Convert(text, octets, flush: true, out var read, out var written, out whole);
            hash.AppendData(octets, 0, written);
            text = text[read..];
        }
    }
}
