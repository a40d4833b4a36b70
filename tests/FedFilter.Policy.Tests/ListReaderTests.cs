using CsCheck;
using FedFilter.Policy.Facts;
using FedFilter.Policy.Lists;

namespace FedFilter.Policy.Tests;

public sealed class ListReaderTests
{
    [Theory]
    [InlineData("#domain,#severity,#reject_media,#reject_reports,#public_comment,#obfuscate\na.example,suspend,true,true,why,false")]
    [InlineData("domain,severity,public_comment\r\na.example,suspend,why\r\n")]
    [InlineData("\uFEFF\"domain\",\"severity\",\"private_comment\",\"public_comment\"\n\"a.example\",\"suspend\",\"secret\",\"why\"\n")]
    [InlineData("a.example,suspend,true,true,why,false")]
    [InlineData("# made by hand\n#public_comment,#domain\nwhy,A.example.")]
    [InlineData("#domain,#public_comment\n\n  a.example  ,why,,,,\n")]
    public void mastodons_csv_is_read_with_and_without_its_header(string text) =>
        Assert.Equal([new ListEntry("a.example", ListSeverity.Suspend, "why")], ListReader.Read(ListFormat.Mastodon, text).Entries);

    [Fact]
    public void an_export_of_allowed_domains_has_one_column() =>
        Assert.Equal(["a.example", "b.example"], ListReader.Read(ListFormat.Mastodon, "#domain\na.example\nb.example\n").Entries.Select(entry => entry.Host));

    [Theory]
    [InlineData("suspend", ListSeverity.Suspend)]
    [InlineData("SUSPEND", ListSeverity.Suspend)]
    [InlineData("", ListSeverity.Suspend)]
    [InlineData("silence", ListSeverity.Silence)]
    [InlineData("limit", ListSeverity.Silence)]
    [InlineData("noop", ListSeverity.Noop)]
    public void severities_are_mastodons(string word, ListSeverity severity) =>
        Assert.Equal(severity, Assert.Single(ListReader.Read(ListFormat.Mastodon, $"a.example,{word}").Entries).Severity);

    [Fact]
    public void cells_may_hold_commas_quotes_and_line_ends()
    {
        var reading = ListReader.Read(ListFormat.Mastodon, "#domain,#severity,#public_comment\na.example,suspend,\"one, \"\"two\"\"\nthree\"\nnot a host,suspend,\n");

        Assert.Equal("one, \"two\"\nthree", Assert.Single(reading.Entries).Comment);
        Assert.Equal([new ListFault(4, "`not a host` names no host")], reading.Faults);
    }

    [Fact]
    public void what_names_nobody_is_left_out_counted_and_told()
    {
        var reading = ListReader.Read(ListFormat.Plain, "a.example\nA.Example.\nev**.example\n*.b.example\n127.0.0.1\nhttps://c.example # why\nb\u001b[31m.example\n");

        Assert.Equal(["a.example", "*.b.example", "c.example"], reading.Entries.Select(entry => entry.Host));
        Assert.Equal((1, 1, 2), (reading.Repeated, reading.Obfuscated, reading.Faulty));
        Assert.Equal(
            [new ListFault(5, "`127.0.0.1` names no host"), new ListFault(7, "`b?[31m.example` names no host")],
            reading.Faults);
    }

    [Fact]
    public void fifty_faults_are_told_and_all_are_counted()
    {
        var reading = ListReader.Read(ListFormat.Mastodon, string.Concat(Enumerable.Repeat("a.example,sometimes\n", 20_000)));

        Assert.Equal((50, 20_000), (reading.Faults.Count, reading.Faulty));
        Assert.Equal("`sometimes` is no severity; known are suspend, silence, noop", reading.Faults[0].Text);
    }

    [Theory]
    [InlineData(ListFormat.Plain, "\uFEFF \n<html>", "it is a web page (or XML), not a list")]
    [InlineData(ListFormat.Mastodon, "a.example,\"\"\"", "the record on line 1 opens a quotation mark that is never closed")]
    [InlineData(ListFormat.Json, "a.example", "it is not JSON (line 1)")]
    [InlineData(ListFormat.Json, "", "it is not JSON (line 1)")]
    [InlineData(ListFormat.Json, "[{\"domain\":\"a.example\",\"domain\":\"b.example\"}]", "an object in it names something twice")]
    [InlineData(ListFormat.Json, "[\"a.example\"] []", "it is not JSON (line 1)")]
    [InlineData(ListFormat.Json, "{}", "it is a JSON object of no kind that is known (domains, instances, hosts, blocked, federated_instances, mrf_simple, blocks)")]
    [InlineData(ListFormat.Json, "7", "it is JSON, but neither an array nor an object")]
    [InlineData(ListFormat.Json, "{\"blocks\": {\"\\ud800\": {\"isBlocked\": true}}}", "a name in it is no Unicode")]
    [InlineData(ListFormat.Json, "{\"mrf_simple\": {\"accept\": []}}", "`mrf_simple` in it has no array `reject`")]
    [InlineData(ListFormat.Json, "{\"federated_instances\": {\"linked\": []}}", "`federated_instances` in it has no array `blocked`")]
    public void what_is_no_list_is_used_not_even_in_part(ListFormat format, string text, string why)
    {
        var reading = ListReader.Read(format, text);

        Assert.Equal(why, reading.Unusable);
        Assert.Empty(reading.Entries);
    }

    [Theory]
    [InlineData(ListFormat.Plain, "")]
    [InlineData(ListFormat.Plain, "# nobody so far\n\n")]
    [InlineData(ListFormat.Mastodon, "#domain,#severity\n")]
    [InlineData(ListFormat.Json, "[]")]
    public void a_list_may_be_empty(ListFormat format, string text)
    {
        var reading = ListReader.Read(format, text);

        Assert.Null(reading.Unusable);
        Assert.Empty(reading.Entries);
    }

    [Fact]
    public void in_json_what_is_no_entry_is_told_by_its_position()
    {
        var reading = ListReader.Read(ListFormat.Json, """["a.example", 1, {"name": "b.example"}, {"domain": "\ud800.example"}, {"domain": null}]""");

        Assert.Single(reading.Entries);
        Assert.Equal([2, 3, 4, 5], reading.Faults.Select(fault => fault.Line));
    }

    [Fact]
    public void any_text_is_read_without_throwing_and_gives_canonical_hosts()
    {
        var pieces = Gen.OneOf(Gen.String, Gen.Int[0, Pieces.Length - 1].Select(index => Pieces[index]).Array[0, 20].Select(string.Concat));
        Gen.Select(Gen.Enum<ListFormat>(), pieces).Sample((format, text) =>
        {
            foreach (var entry in ListReader.Read(format, text).Entries)
            {
                var below = entry.Host.StartsWith("*.", StringComparison.Ordinal);
                Assert.True(below ? PeerParent.TryParse(entry.Host[2..], out var again) : PeerName.TryParse(entry.Host, out again));
                Assert.Equal(below ? entry.Host[2..] : entry.Host, again);
            }
        });
    }

    [Theory]
    [InlineData(ListFormat.Mastodon)]
    [InlineData(ListFormat.Json)]
    public void what_is_written_is_read_again_whatever_the_comments_hold(ListFormat format)
    {
        var comments = Gen.String[Gen.Char["a ,\"#\r\n\\{}[]<ü\t"], 0, 12].Select(text => string.IsNullOrWhiteSpace(text) ? null : text);
        Gen.Select(Gen.Enum<ListSeverity>(), comments).Array[1, 8].Sample(cells =>
        {
            var entries = cells.Select((cell, i) => new ListEntry($"{(i % 3 == 2 ? "*." : "")}s{i}.example", cell.Item1, cell.Item2)).ToList();
            Assert.Equal(entries, ListReader.Read(format, ListWriter.Write(format, entries)).Entries);
        });
    }

    private static readonly string[] Pieces =
    [
        "#domain", ",", ";", "\t", "//", "||", "^", "0.0.0.0", "https://", "{\"blocks\":", "*.gov", "\n", "\r\n", "\"", "\"\"", "a.example", "*.", "*", "Ü.example", ":8443", "suspend", "noop", " ", "#", "[", "]", "{", "}", "\"domain\":", "\"b.example\"",
    ];
}
