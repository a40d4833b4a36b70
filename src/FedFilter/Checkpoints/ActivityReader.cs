using System.Text.Json;

namespace FedFilter.Checkpoints;

/// <summary>
/// Reads an activity once, front to back, without building a tree. Strict where two readers could disagree: the origin parses the
/// same octets with another library, and must not see another actor in them than was decided about.
/// </summary>
internal ref struct ActivityReader
{
    private const int MaxDepth = 64;

    private Utf8JsonReader _json;
    private readonly Name[] _seen; // the names met so far, for each open object
    private readonly List<string> _types;
    private string? _actor;
    private string? _id;
    private string? _object;
    private ActivityFault? _fault;

    private ActivityReader(ReadOnlySpan<byte> body)
    {
        // One level more than allowed, so that depth can be told from bad syntax.
        _json = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = MaxDepth + 1 });
        _seen = new Name[MaxDepth + 2];
        _types = new List<string>(1);
    }

    /// <summary>The activity, or the first thing that is wrong with it. Never throws.</summary>
    public static (Activity? Activity, ActivityFault? Fault) Read(ReadOnlySpan<byte> body)
    {
        var reader = new ActivityReader(body);
        try
        {
            return reader.ReadActivity();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException is how Utf8JsonReader reports a string that is not valid Unicode.
            return (null, reader._json.CurrentDepth > MaxDepth ? ActivityFault.TooDeep : ActivityFault.Malformed);
        }
    }

    private (Activity?, ActivityFault?) ReadActivity()
    {
        if (!_json.Read() || _json.TokenType != JsonTokenType.StartObject)
            return (null, ActivityFault.Malformed);

        while (_fault is null && _json.Read() && _json.TokenType == JsonTokenType.PropertyName)
        {
            var name = NoteMember();
            switch (name)
            {
                case Name.Type: ReadTypes(); break;
                case Name.Actor: _actor = ReadReference(required: true); break;
                case Name.Id: _id = ReadReference(required: false); break;
                case Name.Object: _object = ReadReference(required: false); break;
                default: Skip(); break;
            }
        }

        if (_fault is null)
            while (_json.Read()) // throws if anything follows the object
            {
            }

        _fault ??= _actor is null ? ActivityFault.ActorAmbiguous : _types.Count == 0 ? ActivityFault.TypeMissing : null;
        return _fault is null ? (new Activity { Types = _types, Actor = _actor!, Id = _id, Object = _object }, null) : (null, _fault);
    }

    private void ReadTypes()
    {
        if (_json.TokenType == JsonTokenType.String)
        {
            _types.Add(_json.GetString()!);
            return;
        }

        if (_json.TokenType != JsonTokenType.StartArray)
        {
            Skip();
            return;
        }

        while (_fault is null && _json.Read() && _json.TokenType != JsonTokenType.EndArray)
            if (_json.TokenType == JsonTokenType.String)
                _types.Add(_json.GetString()!);
            else
                Skip();
    }

    /// <summary>An id, an object with an id, or an array of exactly one of these.</summary>
    private string? ReadReference(bool required)
    {
        string? found = null;
        if (_json.TokenType == JsonTokenType.StartArray)
        {
            var count = 0;
            while (_fault is null && _json.Read() && _json.TokenType != JsonTokenType.EndArray)
            {
                found = ReadSingleReference();
                count++;
            }

            if (count != 1)
                found = null;
        }
        else
        {
            found = ReadSingleReference();
        }

        if (required && found is null)
            _fault ??= ActivityFault.ActorAmbiguous;
        return found;
    }

    private string? ReadSingleReference()
    {
        if (_json.TokenType == JsonTokenType.String)
            return _json.GetString();
        if (_json.TokenType != JsonTokenType.StartObject)
        {
            Skip();
            return null;
        }

        string? id = null;
        Enter();
        while (_fault is null && _json.Read() && _json.TokenType == JsonTokenType.PropertyName)
        {
            var name = NoteMember();
            if (name == Name.Id && _json.TokenType == JsonTokenType.String)
                id = _json.GetString();
            else
                Skip();
        }

        return id;
    }

    /// <summary>The name of a member of what is decided by, having moved on to its value: here no name may have a second spelling.</summary>
    private Name NoteMember()
    {
        var name = Note();
        if (name == Name.Other)
            RefuseAlias();
        else
            _json.Read();
        return name;
    }

    private void RefuseAlias()
    {
        var isContext = _json.ValueTextEquals("@context"u8);
        Span<char> room = stackalloc char[128];
        if (!isContext && ContextTerms.IsAlias(_json.ValueSpan.Length <= room.Length ? room[.._json.CopyString(room)] : _json.GetString()))
            _fault ??= ActivityFault.AliasKey;
        _json.Read();
        if (!isContext || _json.TokenType == JsonTokenType.String)
            return;
        var context = _json; // a second look, so that depth and repeated names are watched as everywhere
        if (ContextTerms.DefineAlias(ref context))
            _fault ??= ActivityFault.AliasKey;
    }

    /// <summary>Passes over the current value, still watching depth and repeated names: the origin reads all of it.</summary>
    private void Skip()
    {
        if (_json.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
            return;
        var end = _json.CurrentDepth;
        Enter();
        while (_fault is null && _json.Read() && _json.CurrentDepth > end)
        {
            if (_json.TokenType == JsonTokenType.PropertyName)
                Note();
            else if (_json.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
                Enter();
        }
    }

    private void Enter()
    {
        if (_json.CurrentDepth >= MaxDepth)
            _fault ??= ActivityFault.TooDeep;
        else if (_json.TokenType == JsonTokenType.StartObject)
            _seen[_json.CurrentDepth + 1] = Name.Other;
    }

    private Name Note()
    {
        var name = NameOf();
        ref var seen = ref _seen[_json.CurrentDepth];
        if ((seen & name) != Name.Other)
            _fault ??= ActivityFault.DuplicateKey;
        seen |= name;
        return name;
    }

    private readonly Name NameOf()
    {
        // Most names are plain and none of these: their length tells. One with escapes may be any of them.
        var length = _json.ValueIsEscaped ? -1 : _json.ValueSpan.Length;
        foreach (var (text, name) in Names)
            if ((length < 0 || text.Length == length) && _json.ValueTextEquals(text))
                return name;
        return Name.Other;
    }

    /// <summary>What decisions look at, here or in the policy's own reading of the body.</summary>
    private static readonly (byte[] Text, Name Name)[] Names =
    [
        ("type"u8.ToArray(), Name.Type), ("actor"u8.ToArray(), Name.Actor), ("id"u8.ToArray(), Name.Id), ("object"u8.ToArray(), Name.Object),
        ("to"u8.ToArray(), Name.To), ("cc"u8.ToArray(), Name.Cc), ("tag"u8.ToArray(), Name.Tag), ("name"u8.ToArray(), Name.NameText),
        ("content"u8.ToArray(), Name.Content), ("summary"u8.ToArray(), Name.Summary), ("nameMap"u8.ToArray(), Name.NameMap),
        ("published"u8.ToArray(), Name.Published), ("attachment"u8.ToArray(), Name.Attachment), ("contentMap"u8.ToArray(), Name.ContentMap),
        ("summaryMap"u8.ToArray(), Name.SummaryMap),
    ];

    [Flags]
    private enum Name : ushort
    {
        Other = 0,
        Type = 1,
        Actor = 2,
        Id = 4,
        Object = 8,
        To = 16,
        Cc = 32,
        Tag = 64,
        NameText = 128,
        Content = 256,
        Summary = 512,
        NameMap = 1024,
        Published = 2048,
        Attachment = 4096,
        ContentMap = 8192,
        SummaryMap = 16384,
    }
}
