using System.Text;

namespace FedFilter.Tests.Conformance;

/// <summary>As much of HPACK (RFC 7541) as it takes to send any field as a literal and to read what Kestrel answers: no dynamic table, no Huffman code.</summary>
internal static class Hpack
{
    // Appendix A.
    private static readonly (string Name, string Value)[] Static =
    [
        (":authority", ""), (":method", "GET"), (":method", "POST"), (":path", "/"), (":path", "/index.html"), (":scheme", "http"), (":scheme", "https"),
        (":status", "200"), (":status", "204"), (":status", "206"), (":status", "304"), (":status", "400"), (":status", "404"), (":status", "500"),
        ("accept-charset", ""), ("accept-encoding", "gzip, deflate"),
        .. ((string[])[
            "accept-language", "accept-ranges", "accept", "access-control-allow-origin", "age", "allow", "authorization", "cache-control",
            "content-disposition", "content-encoding", "content-language", "content-length", "content-location", "content-range", "content-type",
            "cookie", "date", "etag", "expect", "expires", "from", "host", "if-match", "if-modified-since", "if-none-match", "if-range",
            "if-unmodified-since", "last-modified", "link", "location", "max-forwards", "proxy-authenticate", "proxy-authorization", "range",
            "referer", "refresh", "retry-after", "server", "set-cookie", "strict-transport-security", "transfer-encoding", "user-agent", "vary",
            "via", "www-authenticate"]).Select(name => (name, "")),
    ];

    /// <summary>Each field as a literal without indexing (section 6.2.2).</summary>
    public static byte[] Encode(IEnumerable<(string Name, string Value)> fields)
    {
        using var block = new MemoryStream();
        foreach (var (name, value) in fields)
        {
            block.WriteByte(0);
            Write(block, Encoding.UTF8.GetBytes(name));
            Write(block, Encoding.UTF8.GetBytes(value));
        }

        return block.ToArray();
    }

    public static IReadOnlyList<(string Name, string Value)> Decode(byte[] block)
    {
        var fields = new List<(string, string)>();
        for (var at = 0; at < block.Length;)
        {
            var first = block[at];
            if (first >= 0x80)
                fields.Add(Static[Number(block, ref at, 7) - 1]);
            else if (first is >= 0x20 and < 0x40)
                Assert.Equal(0, Number(block, ref at, 5)); // the size of the dynamic table, which was set to nothing
            else
                fields.Add(Literal(block, ref at, first >= 0x40 ? 6 : 4));
        }

        return fields;
    }

    private static (string Name, string Value) Literal(byte[] block, ref int at, int prefix)
    {
        var index = Number(block, ref at, prefix);
        var name = index == 0 ? Text(block, ref at) : Static[index - 1].Name;
        return (name, Text(block, ref at));
    }

    private static string Text(byte[] block, ref int at)
    {
        Assert.True(block[at] < 0x80, "the server uses the Huffman code, which is not read here");
        var length = Number(block, ref at, 7);
        at += length;
        return Encoding.Latin1.GetString(block, at - length, length);
    }

    // Section 5.1.
    private static int Number(byte[] block, ref int at, int prefix)
    {
        var most = (1 << prefix) - 1;
        var number = block[at++] & most;
        if (number < most)
            return number;
        for (var shift = 0; ; shift += 7)
        {
            number += (block[at] & 0x7f) << shift;
            if (block[at++] < 0x80)
                return number;
        }
    }

    private static void Write(MemoryStream block, byte[] text)
    {
        var length = text.Length;
        if (length < 0x7f)
        {
            block.WriteByte((byte)length);
        }
        else
        {
            block.WriteByte(0x7f);
            for (length -= 0x7f; length >= 0x80; length >>= 7)
                block.WriteByte((byte)(length | 0x80));
            block.WriteByte((byte)length);
        }

        block.Write(text);
    }
}
