using System.Globalization;
using System.Text;
using FedFilter.Signatures.Digests;

namespace FedFilter.Signatures.StructuredFields;

/// <summary>
/// Parses dictionaries of structured fields (RFC 9651, section 4.2), strictly and a little more: a key that stands twice is a fault here,
/// where the RFC lets the last one win, because other parsers let the first one win. Dates and display strings are not used in
/// signatures and are refused.
/// </summary>
internal ref struct SfParser
{
    private const int MaxLength = 16 * 1024;
    private const int MaxMembers = 64;

    private ReadOnlySpan<char> _rest;

    private SfParser(ReadOnlySpan<char> text) => _rest = text;

    /// <summary>The members in order, or null if the field is malformed. Never throws.</summary>
    public static IReadOnlyList<SfMember>? ParseDictionary(string text)
    {
        if (text.Length > MaxLength)
            return null;
        var parser = new SfParser(text.AsSpan().Trim(' '));
        var members = new List<SfMember>();
        return parser.ReadDictionary(members) ? members : null;
    }

    private bool ReadDictionary(List<SfMember> members)
    {
        while (!_rest.IsEmpty)
        {
            if (members.Count == MaxMembers || ReadKey() is not { } key || members.Exists(member => member.Key == key) || !ReadMember(key, members))
                return false;
            SkipWhite();
            if (_rest.IsEmpty)
                return true;
            if (!Take(','))
                return false;
            SkipWhite();
            if (_rest.IsEmpty)
                return false; // a comma at the end
        }

        return true;
    }

    private bool ReadMember(string key, List<SfMember> members)
    {
        if (!Take('='))
        {
            if (ReadParameters() is not { } flags)
                return false;
            members.Add(new SfMember(key, new SfItem(true, flags), null));
            return true;
        }

        if (_rest.StartsWith("("))
        {
            if (ReadInnerList() is not { } list)
                return false;
            members.Add(new SfMember(key, null, list));
            return true;
        }

        if (ReadItem() is not { } item)
            return false;
        members.Add(new SfMember(key, item, null));
        return true;
    }

    private SfInnerList? ReadInnerList()
    {
        Take('(');
        var items = new List<SfItem>();
        while (true)
        {
            _rest = _rest.TrimStart(' ');
            if (Take(')'))
                return ReadParameters() is { } parameters ? new SfInnerList(items, parameters) : null;
            if (items.Count == MaxMembers || ReadItem() is not { } item)
                return null;
            items.Add(item);
            if (!_rest.StartsWith(" ") && !_rest.StartsWith(")"))
                return null;
        }
    }

    private SfItem? ReadItem() => ReadBareItem() is { } value && ReadParameters() is { } parameters ? new SfItem(value, parameters) : null;

    private List<SfParameter>? ReadParameters()
    {
        var parameters = new List<SfParameter>();
        while (Take(';'))
        {
            _rest = _rest.TrimStart(' ');
            if (parameters.Count == MaxMembers || ReadKey() is not { } key || parameters.Exists(parameter => parameter.Key == key))
                return null;
            object? value = true;
            if (Take('=') && (value = ReadBareItem()) is null)
                return null;
            parameters.Add(new SfParameter(key, value));
        }

        return parameters;
    }

    private string? ReadKey()
    {
        if (_rest.IsEmpty || !(char.IsAsciiLetterLower(_rest[0]) || _rest[0] == '*'))
            return null;
        var length = 1;
        while (length < _rest.Length && (char.IsAsciiLetterLower(_rest[length]) || char.IsAsciiDigit(_rest[length]) || "_-.*".Contains(_rest[length])))
            length++;
        return Cut(length);
    }

    private object? ReadBareItem() => _rest.IsEmpty ? null : _rest[0] switch
    {
        '"' => ReadString(),
        ':' => ReadBytes(),
        '?' => ReadBoolean(),
        '-' or (>= '0' and <= '9') => ReadNumber(),
        '*' or (>= 'A' and <= 'Z') or (>= 'a' and <= 'z') => ReadToken(),
        _ => null,
    };

    private string? ReadString()
    {
        var text = new StringBuilder();
        for (var i = 1; i < _rest.Length; i++)
            switch (_rest[i])
            {
                case '"':
                    _rest = _rest[(i + 1)..];
                    return text.ToString();
                case '\\' when i + 1 < _rest.Length && _rest[i + 1] is '"' or '\\':
                    text.Append(_rest[++i]);
                    break;
                case '\\' or < ' ' or > '~':
                    return null;
                default:
                    text.Append(_rest[i]);
                    break;
            }

        return null;
    }

    private byte[]? ReadBytes()
    {
        var end = _rest[1..].IndexOf(':');
        if (end < 0)
            return null;
        var text = _rest.Slice(1, end);
        _rest = _rest[(end + 2)..];
        return text.IsEmpty ? [] : StrictBase64.TryDecode(text, MaxLength, out var octets) ? octets : null;
    }

    private bool? ReadBoolean()
    {
        if (_rest.Length < 2 || _rest[1] is not ('0' or '1'))
            return null;
        return Cut(2) == "?1";
    }

    private object? ReadNumber()
    {
        var length = _rest[0] == '-' ? 1 : 0;
        var digits = length;
        while (length < _rest.Length && (char.IsAsciiDigit(_rest[length]) || _rest[length] == '.'))
            length++;
        var text = _rest[..length];
        if (text.Contains('.'))
        {
            var point = text.IndexOf('.');
            if (point - digits is < 1 or > 12 || length - point - 1 is < 1 or > 3 || text[(point + 1)..].Contains('.'))
                return null;
            return decimal.Parse(Cut(length), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
        }

        return length - digits is < 1 or > 15 ? null : long.Parse(Cut(length), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
    }

    private SfToken ReadToken()
    {
        var length = 1;
        while (length < _rest.Length && (char.IsAsciiLetterOrDigit(_rest[length]) || "!#$%&'*+-.^_`|~:/".Contains(_rest[length])))
            length++;
        return new SfToken(Cut(length));
    }

    private bool Take(char c)
    {
        if (_rest.IsEmpty || _rest[0] != c)
            return false;
        _rest = _rest[1..];
        return true;
    }

    private string Cut(int length)
    {
        var text = _rest[..length].ToString();
        _rest = _rest[length..];
        return text;
    }

    private void SkipWhite() => _rest = _rest.TrimStart(" \t");
}
