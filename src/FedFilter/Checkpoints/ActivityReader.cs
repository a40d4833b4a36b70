using System.Text.Json;
using System.Text.Unicode;
using FedFilter.Peers;
using FedFilter.Policy.Activities;

namespace FedFilter.Checkpoints;

/// <summary>
/// Reads an activity once, front to back, without building a tree. Strict where two readers could disagree: the origin parses the
/// same octets with another library, and must not see another activity in them than was decided about.
/// </summary>
internal ref struct ActivityReader
{
    private BodyJson _json;
    private BroughtHosts _brought;
    private readonly List<string> _types;

    private ActivityReader(ReadOnlySpan<byte> body)
    {
        _json = new BodyJson(body);
        _brought = new BroughtHosts();
        _types = new List<string>(1);
    }

    /// <summary>The activity, or the first thing that is wrong with it. Never throws.</summary>
    public static (Activity? Activity, ActivityFault? Fault) Read(ReadOnlySpan<byte> body)
    {
        if (!Utf8.IsValid(body))
            return (null, ActivityFault.Malformed);
        var reader = new ActivityReader(body);
        try
        {
            return reader.ReadActivity();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException is how Utf8JsonReader reports half a surrogate pair.
            return (null, reader._json.Reader.CurrentDepth > BodyJson.MaxDepth ? ActivityFault.TooDeep : ActivityFault.Malformed);
        }
    }

    private (Activity?, ActivityFault?) ReadActivity()
    {
        if (!_json.Reader.Read() || _json.Token != JsonTokenType.StartObject)
            return (null, ActivityFault.Malformed);

        var (node, actor, thing, isSigned) = (default(BodyNode), (string?)null, (string?)null, false);
        var start = _brought.Mark;
        while (_json.NextMember() is { } role)
            switch (role)
            {
                case MemberRole.Actor:
                    actor = ReadActor();
                    break;
                case MemberRole.Type:
                    node.Kinds |= ReadTypes(_types);
                    break;
                case MemberRole.Object:
                    var before = node.Carried;
                    thing = ReadCarried(role, ref node);
                    thing = before == 0 && node.Carried == 1 ? thing : null;
                    break;
                case MemberRole.Signature:
                    isSigned = true;
                    _json.Skip();
                    break;
                default:
                    if (role == MemberRole.Id && _json.Token == JsonTokenType.String)
                        _brought.Settle(ref _json.Reader);
                    ReadMember(role, ref node);
                    break;
            }

        Conclude(node, start);
        node.Commit(ref _brought);
        _json.Refuse(node.HasOddId ? ActivityFault.Unattributable : _brought.Fault);
        _json.End();
        _json.Refuse(actor is null ? ActivityFault.ActorAmbiguous : _types.Count == 0 ? ActivityFault.TypeMissing : null);
        return _json.Fault is { } fault ? (null, fault) : (new Activity
        {
            Types = _types,
            Actor = actor!,
            Id = node.Id,
            Object = thing,
            Brought = _brought.All,
            Contexts = _json.Contexts,
            HasLinkedDataSignature = isSigned,
        }, null);
    }

    /// <summary>Exactly one, by its id or as an object with an id.</summary>
    private string? ReadActor()
    {
        var (id, count) = ((string?)null, 0);
        if (_json.Token == JsonTokenType.StartArray)
        {
            _json.Enter();
            while (_json.NextItem())
            {
                id = ReadActorId();
                count++;
            }
        }
        else
        {
            (id, count) = (ReadActorId(), 1);
        }

        if (count != 1 || id is null)
            _json.Refuse(ActivityFault.ActorAmbiguous);
        return id;
    }

    private string? ReadActorId()
    {
        if (_json.Token == JsonTokenType.String)
        {
            _brought.Settle(ref _json.Reader);
            return _json.Reader.GetString();
        }

        if (_json.Token != JsonTokenType.StartObject)
        {
            _json.Skip();
            return null;
        }

        var node = ReadNode();
        node.Commit(ref _brought);
        return node.Id;
    }

    /// <summary>Something that is embedded: an activity, a post, an author. The reader stands on its first token.</summary>
    private BodyNode ReadNode()
    {
        var node = default(BodyNode);
        var start = _brought.Mark;
        _json.Enter();
        while (_json.NextMember() is { } role)
            ReadMember(role, ref node);
        Conclude(node, start);
        return node;
    }

    private void ReadMember(MemberRole role, ref BodyNode node)
    {
        node.IsEmbedded |= role is not (MemberRole.Id or MemberRole.Type or MemberRole.Link);
        switch (role)
        {
            case MemberRole.Id when _json.Token == JsonTokenType.String:
                node.Id = _json.Reader.GetString();
                node.Claim(_brought.HostOf(ref _json.Reader, required: false));
                break;
            case MemberRole.Id:
                node.HasOddId = _json.Token != JsonTokenType.Null;
                _json.Skip();
                break;
            case MemberRole.Link when _json.Token == JsonTokenType.String:
                node.Href = _json.Reader.GetString();
                break;
            case MemberRole.Type:
                node.Kinds |= ReadTypes(null);
                break;
            case MemberRole.Actor or MemberRole.Author:
                ReadAuthors(ref node);
                break;
            case MemberRole.Object or MemberRole.Carries or MemberRole.Place:
                ReadCarried(role, ref node);
                break;
            case MemberRole.Inside:
                ReadInside();
                break;
            default:
                _json.Skip();
                break;
        }
    }

    /// <summary>Each activity or post in a member, at any depth of arrays; and the id of the last.</summary>
    private string? ReadCarried(MemberRole role, ref BodyNode parent)
    {
        string? id = null;
        switch (_json.Token)
        {
            case JsonTokenType.StartArray:
                _json.Enter();
                while (_json.NextItem())
                    id = ReadCarried(role, ref parent);
                return id;
            case JsonTokenType.Null:
                return null;
            case JsonTokenType.StartObject:
                id = ReadCarried(role);
                break;
            default:
                id = _json.Token == JsonTokenType.String ? _json.Reader.GetString() : null;
                Name(role, id);
                break;
        }

        parent.Carried += role == MemberRole.Object ? 1 : 0;
        return id;
    }

    private string? ReadCarried(MemberRole role)
    {
        var start = _brought.Mark;
        var node = ReadNode();
        if (node.HasOddId)
            _json.Refuse(ActivityFault.Unattributable);
        if (role != MemberRole.Object)
            _brought.Drop(start);
        if (node.Href is not null || !node.IsEmbedded)
            Name(role, node.Href ?? node.Id);
        if (node.IsEmbedded && !(role == MemberRole.Place && node.IsOnly(NodeKinds.Collection)))
            node.Commit(ref _brought);
        return node.Id;
    }

    private readonly void Name(MemberRole role, string? address)
    {
        if (role == MemberRole.Object)
            _brought.Name(address);
    }

    private void ReadAuthors(ref BodyNode node)
    {
        switch (_json.Token)
        {
            case JsonTokenType.StartArray:
                _json.Enter();
                while (_json.NextItem())
                    ReadAuthors(ref node);
                break;
            case JsonTokenType.Null:
                break;
            case JsonTokenType.String:
                node.Claim(_brought.HostOf(ref _json.Reader, required: true));
                break;
            case JsonTokenType.StartObject:
                var author = ReadNode();
                author.Commit(ref _brought);
                if (PeerIri.Parse(author.Id ?? author.Href)?.Host is { } host)
                    node.Claim(host);
                else
                    _json.Refuse(ActivityFault.Unattributable);
                break;
            default:
                _json.Refuse(ActivityFault.Unattributable);
                break;
        }
    }

    /// <summary>What is named counts once it is known to be announced; not where an Undo takes that back. What a collection lists is its holder's.</summary>
    private void Conclude(BodyNode node, (int Waiting, int Announced) start)
    {
        if (node.IsAny(NodeKinds.Announce))
        {
            if (node.Carried == 0)
                _json.Refuse(ActivityFault.Unattributable);
            _brought.Announce(start);
        }
        else if (node.IsOnly(NodeKinds.Undo))
        {
            _brought.TakeBack(start);
        }
        else if (!node.IsAny(NodeKinds.Collection))
        {
            _brought.Drop(start);
        }

        _json.Refuse(_brought.Fault);
    }

    private NodeKinds ReadTypes(List<string>? types)
    {
        var kinds = NodeKinds.None;
        if (_json.Token == JsonTokenType.StartArray)
            while (_json.NextItem())
                kinds |= ReadType(types);
        else if (_json.Token != JsonTokenType.Null)
            kinds = ReadType(types);
        return kinds;
    }

    private NodeKinds ReadType(List<string>? types)
    {
        Span<char> room = stackalloc char[128];
        ref var json = ref _json.Reader;
        var type = json.TokenType != JsonTokenType.String ? null
            : Vocabulary.TypeOf(json.ValueSpan.Length <= room.Length ? room[..json.CopyString(room)] : json.GetString());
        if (type is null)
            _json.Refuse(ActivityFault.TypeAmbiguous);
        else
            types?.Add(type);
        return type switch
        {
            "Announce" => NodeKinds.Announce,
            "Undo" => NodeKinds.Undo,
            "Collection" or "CollectionPage" or "OrderedCollection" or "OrderedCollectionPage" => NodeKinds.Collection,
            _ => NodeKinds.Other,
        };
    }

    /// <summary>What rules look into besides: its names have one spelling too.</summary>
    private void ReadInside()
    {
        if (_json.Token == JsonTokenType.StartArray)
        {
            _json.Enter();
            while (_json.NextItem())
                ReadInside();
        }
        else if (_json.Token == JsonTokenType.StartObject)
        {
            _json.Enter();
            while (_json.NextMember() is not null)
                _json.Skip();
        }
    }
}
