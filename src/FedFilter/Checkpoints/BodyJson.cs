using System.Text.Json;
using FedFilter.Contexts;

namespace FedFilter.Checkpoints;

/// <summary>
/// Walks through a body and refuses what two readers could take for different things, wherever it stands: nesting without end, a watched name twice in one
/// object, a context that gives words another meaning; and in the objects that are decided by a second spelling of a name.
/// </summary>
internal ref struct BodyJson
{
    public const int MaxDepth = 64;

    /// <summary>Stands on the current token.</summary>
    public Utf8JsonReader Reader;

    private readonly ulong[] _seen; // the watched names met so far, for each open object
    private RemoteContexts _contexts;
    private ActivityFault? _fault;

    public BodyJson(ReadOnlySpan<byte> body)
    {
        // One level more than allowed, so that depth can be told from bad syntax.
        Reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = MaxDepth + 1 });
        _seen = new ulong[MaxDepth + 2];
    }

    /// <summary>The first thing that is wrong with it.</summary>
    public readonly ActivityFault? Fault => _fault;

    /// <summary>The contexts that it names and that are not known.</summary>
    public readonly IReadOnlyList<string> Contexts => _contexts.Addresses;

    public readonly JsonTokenType Token => Reader.TokenType;

    public void Refuse(ActivityFault? fault) => _fault ??= fault;

    /// <summary>Moves on to the next item of an array.</summary>
    public bool NextItem() => _fault is null && Reader.Read() && Reader.TokenType != JsonTokenType.EndArray;

    /// <summary>Moves on to the value of the next member of an object that is decided by. Null at its end.</summary>
    public MemberRole? NextMember()
    {
        while (_fault is null && Reader.Read() && Reader.TokenType == JsonTokenType.PropertyName)
        {
            var role = Note();
            if (role == MemberRole.None)
                RefuseAlias();
            Reader.Read();
            if (role != MemberRole.Context)
                return role;
            ReadContext();
        }

        return null;
    }

    /// <summary>To be called on the first token of every object and array.</summary>
    public void Enter()
    {
        if (Reader.CurrentDepth >= MaxDepth)
            _fault ??= ActivityFault.TooDeep;
        else if (Reader.TokenType == JsonTokenType.StartObject)
            _seen[Reader.CurrentDepth + 1] = 0;
    }

    /// <summary>Passes over the current value, still watching: the origin reads all of it.</summary>
    public void Skip()
    {
        if (Reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
            return;
        var end = Reader.CurrentDepth;
        Enter();
        while (_fault is null && Reader.Read() && Reader.CurrentDepth > end)
        {
            if (Reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
            {
                Enter();
            }
            else if (Reader.TokenType == JsonTokenType.PropertyName && Note() == MemberRole.Context)
            {
                Reader.Read();
                ReadContext();
            }
        }
    }

    /// <summary>Nothing may follow the object.</summary>
    public void End()
    {
        while (_fault is null && Reader.Read())
        {
            // throws if anything does
        }
    }

    private MemberRole Note()
    {
        var (role, bit) = BodyMembers.Find(ref Reader);
        ref var seen = ref _seen[Reader.CurrentDepth];
        if ((seen & bit) != 0)
            _fault ??= ActivityFault.DuplicateKey;
        seen |= bit;
        return role;
    }

    private void RefuseAlias()
    {
        Span<char> room = stackalloc char[128];
        if (ContextTerms.IsAlias(Reader.ValueSpan.Length <= room.Length ? room[..Reader.CopyString(room)] : Reader.GetString()))
            _fault ??= ActivityFault.AliasKey;
    }

    /// <summary>Read twice: once as a part of the body like others, once for what it defines.</summary>
    private void ReadContext()
    {
        var context = Reader;
        Skip();
        if (_fault is not null)
            return;
        if (!ContextTerms.Keep(ref context, ref _contexts))
            _fault = ActivityFault.ContextRedefines;
        else if (_contexts.AreTooMany)
            _fault = ActivityFault.ContextsTooMany;
    }
}
