/// The page's own script; without it everything is there, only still.
///
/// It reads the values that stand in the page and never makes markup out of text.
let pageScript: StaticString = """
    'use strict';(()=>{
    const root=document.documentElement,all=(q,e=document)=>[...e.querySelectorAll(q)],svgNS='http://www.w3.org/2000/svg';
    root.classList.add('js');
    const off=new Set();
    // Series on and off, the same in every chart.
    const show=()=>{
      all('svg [data-i],.explorer [data-i]').forEach(e=>e.classList.toggle('off',off.has(e.dataset.i)));
      all('.legend li').forEach(e=>e.setAttribute('aria-pressed',String(!off.has(e.dataset.i))));
    };
    all('.legend li').forEach(e=>{
      e.tabIndex=0;e.setAttribute('role','button');e.setAttribute('aria-pressed','true');
      const flip=()=>{const i=e.dataset.i;if(!off.delete(i))off.add(i);show();};
      e.addEventListener('click',flip);
      e.addEventListener('keydown',k=>{if(k.key==='Enter'||k.key===' '){k.preventDefault();flip();}});
    });
    all('.legend').forEach(e=>{e.setAttribute('role','group');e.setAttribute('aria-label','Series');});
    // Values under the pointer, and by the arrow keys.
    const day=n=>new Date(n*864e5).toISOString().slice(0,10);
    const hover=(svg,plots,values,out)=>{
      let cross=null,at=-1,on=0;
      const clear=()=>{if(cross){cross.remove();cross=null;}out.textContent='';};
      const put=(p,k)=>{
        const v=values[p],b=plots[p];if(!v||!v.x.length)return;
        k=Math.max(0,Math.min(v.x.length-1,k));at=k;on=p;
        const f=b[6]?(Math.log(v.x[k])-Math.log(b[4]))/(Math.log(b[5])-Math.log(b[4])):(v.x[k]-b[4])/(b[5]-b[4]);
        const x=b[0]+f*b[2];
        if(!cross){cross=document.createElementNS(svgNS,'path');cross.setAttribute('class','cross');svg.append(cross);}
        cross.setAttribute('d',plots.filter(q=>q[0]===b[0]&&q[2]===b[2]&&q[4]===b[4]&&q[5]===b[5]).map(q=>`M${x.toFixed(1)},${q[1]}v${q[3]}`).join(''));
        out.textContent='';
        const add=(t,m)=>{const s=document.createElement('span'),w=document.createElement('b');s.append(m?t+' ':t);w.append(m||'');s.append(w);out.append(s);};
        add((v.dates?day(v.x[k]):String(v.x[k]))+(values.length>1?', '+v.t.toLowerCase()+':':':'),'');
        let shown=0;
        for(const s of v.s){if(s.y[k]==null||off.has(String(s.i)))continue;if(++shown>8)break;add(s.n,String(s.y[k]));}
      };
      const move=e=>{
        const m=svg.getScreenCTM();if(!m)return;
        const q=new DOMPoint(e.clientX,e.clientY).matrixTransform(m.inverse());
        let p=plots.findIndex(b=>q.x>=b[0]-4&&q.x<=b[0]+b[2]+4&&q.y>=b[1]-20&&q.y<=b[1]+b[3]+20);
        if(p<0)return clear();
        const b=plots[p],v=values[p],f=(q.x-b[0])/b[2];
        const w=b[6]?Math.exp(Math.log(b[4])+f*(Math.log(b[5])-Math.log(b[4]))):b[4]+f*(b[5]-b[4]);
        let best=0;v.x.forEach((x,k)=>{if(Math.abs(x-w)<Math.abs(v.x[best]-w))best=k;});
        put(p,best);
      };
      svg.addEventListener('pointermove',move);svg.addEventListener('pointerdown',move);
      svg.addEventListener('pointerleave',clear);svg.addEventListener('blur',clear);
      svg.addEventListener('keydown',e=>{
        const d={ArrowRight:1,ArrowLeft:-1}[e.key];
        if(d){e.preventDefault();put(on,at<0?0:at+d);}
        if(e.key==='ArrowDown'||e.key==='ArrowUp'){e.preventDefault();put(Math.max(0,Math.min(plots.length-1,on+(e.key==='ArrowDown'?1:-1))),Math.max(0,at));}
        if(e.key==='Escape')clear();
      });
    };
    const readout=f=>{const o=document.createElement('p');o.className='readout';o.setAttribute('role','status');return o;};
    all('figure').forEach(f=>{
      const data=f.querySelector('script.values');if(!data)return;
      const values=JSON.parse(data.textContent),out=readout(f);
      f.querySelector('.plot').before(out);
      all('.plot svg',f).forEach(s=>hover(s,JSON.parse(s.dataset.plots),values,out));
    });
    // Tables sorted by a column: up, down, as they came.
    const number=t=>{const m=t.replace(/,/g,'').replace('−','-').match(/^[<*+]?\\s*(-?[\\d.]+)/);return m?parseFloat(m[1]):t==='∞'?Infinity:NaN;};
    all('table').forEach(t=>{
      const body=t.tBodies[0],rows=[...body.rows];
      if(rows.some(r=>r.className==='group'))return;
      all('thead th',t).forEach((h,c)=>{
        const b=document.createElement('button');b.type='button';b.textContent=h.textContent;h.textContent='';h.append(b);
        b.addEventListener('click',()=>{
          const was=h.getAttribute('aria-sort');
          all('th',t).forEach(x=>x.removeAttribute('aria-sort'));
          const way=was==='ascending'?'descending':was==='descending'?'':'ascending';
          if(way)h.setAttribute('aria-sort',way);
          const s=way==='descending'?-1:1,value=r=>r.cells[c].textContent.trim();
          const sorted=!way?rows:[...rows].sort((a,b)=>{
            const p=value(a),q=value(b),x=number(p),y=number(q);
            if(isNaN(x)&&isNaN(y))return s*p.localeCompare(q);
            if(isNaN(x))return 1;if(isNaN(y))return -1;
            return s*(x-y)||0;});
          body.append(...sorted);
        });
      });
    });
    // One series, one shock: tables are filtered, and the forecast volatility is drawn for just that.
    const form=document.querySelector('.filters'),symbol=document.getElementById('symbol-filter'),period=document.getElementById('period-filter');
    const volatility=document.getElementById('volatility'),source=volatility&&volatility.querySelector('script.data');
    const data=source?JSON.parse(source.textContent):null,styles={};
    if(data)data.windows.forEach((w,i)=>{w.d??=data.windows[i-1].d;});
    if(volatility)all('.legend li',volatility).forEach(e=>{
      const g=e.querySelector('g');styles[e.dataset.i]={n:e.textContent,c:g?g.getAttribute('class'):''};});
    const make=(n,a,p,t)=>{const e=document.createElementNS(svgNS,n);for(const k in a)e.setAttribute(k,a[k]);if(t!=null)e.textContent=t;p.append(e);return e;};
    const signs='ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const unpack=(t,u)=>{const o=[];for(let k=0;k<t.length;k+=2){const n=signs.indexOf(t[k])*64+signs.indexOf(t[k+1]);o.push(n===4095?null:n*u);}return o;};
    const draw=v=>{
      const w={...v,r:unpack(v.r,v.u),f:v.f.map(f=>unpack(f,v.u))};
      const wide=volatility.clientWidth>560,W=wide?760:340,H=280,L=42,T=20,B=24,R=8,d=[];
      w.d.reduce((s,x)=>{d.push(s+x);return s+x;},0);
      const top=Math.max(...w.r,...w.f.flat().filter(x=>x!=null),.01)*1.05,a=d[0]-1,z=d[d.length-1]+1;
      const X=v=>L+(v-a)/(z-a)*(W-L-R),Y=v=>T+(1-v/top)*(H-T-B);
      const svg=document.createElementNS(svgNS,'svg');
      svg.setAttribute('viewBox',`0 0 ${W} ${H}`);svg.setAttribute('class','drawn '+(wide?'wide':'narrow shown'));svg.setAttribute('role','img');svg.tabIndex=0;
      make('title',{},svg,`${w.s} in ${w.p}: forecast standard deviation and absolute return, percent a session`);
      make('text',{x:0,y:12,class:'unit'},svg,`${w.s}, ${w.p}: % a session`);
      const raw=top/4,pow=10**Math.floor(Math.log10(raw)),step=[1,2,5,10].map(m=>m*pow).find(s=>s>=raw);
      for(let v=0;v<=top;v+=step){make('path',{class:'grid',d:`M${L},${Y(v)}H${W-R}`},svg);make('text',{class:'tick',x:L-6,y:Y(v)+4,'text-anchor':'end'},svg,+v.toFixed(6));}
      let free=-99;
      d.forEach((n,k)=>{const t=day(n);if(k&&t.slice(0,7)===day(d[k-1]).slice(0,7))return;const x=X(n);if(x-free<(wide?62:52)||x>W-60)return;free=x;
        make('path',{class:'axis',d:`M${x},${H-B}v5`},svg);make('text',{class:'tick',x,y:H-B+18},svg,t.slice(0,7));});
      make('path',{class:'axis',d:`M${L},${H-B}H${W-R}`},svg);
      const bars=make('g',{class:'s other bars'},svg);
      d.forEach((n,k)=>{const e=make('rect',{x:X(n-.4),width:Math.max(X(n+.4)-X(n-.4),.6),y:Y(w.r[k]),height:Y(0)-Y(w.r[k])},bars);make('title',{},e,`${day(n)}: |r| ${w.r[k].toFixed(2)} %`);});
      w.f.forEach((f,m)=>{const s=styles[data.models[m]];if(!s||!f.length)return;let pen='M',path='';
        f.forEach((v,k)=>{if(v==null){pen='M';return;}path+=pen+X(d[k]).toFixed(1)+','+Y(v).toFixed(1);pen='L';});
        make('path',{class:s.c+' line','data-i':data.models[m],d:path},svg);});
      const out=readout();
      hover(svg,[[L,T,W-L-R,H-T-B,a,z,0]],[{t:'',dates:true,x:d,s:[{i:-1,n:'|r| %',y:w.r.map(x=>x.toFixed(2))},...data.models.map((m,k)=>({i:m,n:styles[m]?styles[m].n:'',y:w.f[k].map(x=>x==null?null:x.toFixed(2))}))]}],out);
      return [out,svg];
    };
    const apply=()=>{
      const s=symbol.value,p=period.value;
      all('table').forEach(t=>{
        const heads=all('thead th',t).map(h=>h.textContent.trim()),cs=heads.indexOf('symbol'),cp=heads.indexOf('period');
        const known=[...period.options].some(o=>o.value&&o.value===heads[0]);
        t.parentElement.classList.toggle('off',known&&p!==''&&heads[0]!==p);
        if(cs<0&&cp<0)return;
        for(const r of t.tBodies[0].rows){
          const hide=(cs>=0&&s!==''&&r.cells[cs].textContent.trim()!==s)||(cp>=0&&p!==''&&r.cells[cp].textContent.trim()!==p);
          r.classList.toggle('off',hide);}
      });
      all('figure[data-period]').forEach(f=>f.classList.toggle('off',p!==''&&f.dataset.period!==p));
      const strips=document.querySelectorAll('#calendar .strip');
      strips.forEach(g=>{const names=all('text.name',g.closest('.panel'));const n=names[+g.dataset.row];g.style.opacity=s===''||!n||n.textContent===s?1:.2;});
      if(!volatility||!data)return;
      all('.explorer',volatility).forEach(e=>e.remove());
      const plot=volatility.querySelector('.plot');plot.classList.toggle('off',s!==''||p!=='');
      const old=volatility.querySelector(':scope>.readout');if(old)old.classList.toggle('off',s!==''||p!=='');
      if(s===''&&p==='')return;
      const first=data.windows[0]||{},want=s||(plot.dataset.symbol||first.s);
      const box=document.createElement('div');box.className='explorer plot';
      data.windows.filter(w=>w.s===want&&(p===''||w.p===p)).forEach(w=>box.append(...draw(w)));
      plot.after(box);show();
    };
    if(form){form.hidden=false;symbol.addEventListener('change',apply);period.addEventListener('change',apply);
      form.addEventListener('reset',()=>setTimeout(apply));form.addEventListener('submit',e=>e.preventDefault());
      // An address such as report.html#series=AAPL&shock=covid-2020 opens with these chosen.
      const asked=new URLSearchParams(location.hash.slice(1));
      if(asked.has('series')||asked.has('shock')){symbol.value=asked.get('series')||'';period.value=asked.get('shock')||'';apply();}}
    })();
    """

/// The hash by which the page's policy lets this script and no other run; a test compares it with the script.
let pageScriptHash = "sha256-xuy2LQLaBaQRNXh5hSOpu9gZYxnU5bDfbfvxXpZ1br0="
